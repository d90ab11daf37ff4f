"""One tracker node as a process, driven over DDS image by image."""
import math

import numpy as np
import pytest
from sensor_msgs.msg import Image

from support.encodings import bayer, packed_422, planes_420
from support.encodings import message as encoded
from support.squares import scene
from vl_tracker_ros.msg import TrackerStatus as Status
from vl_tracker_ros.nodes.images.image_conversion import to_image

HERE, NEAR, THERE = (60, 50), (63, 52), (110, 80)
RED, GONE = scene(red=HERE), scene()
BOTH = scene(red=HERE, blue=(20, 20))


def show_until(probe, image, state):
    """Show the image again and again; what was said is heard at some time, not at once."""
    def reached():
        detection, status = probe.show(image)
        return (detection, status) if status.state == state else None

    return probe.spin_until(reached, f'state {state}')


def follow(probe, text='the red square', image=RED):
    probe.say(text)
    return show_until(probe, image, Status.TRACKING)


def test_without_a_command_it_is_idle_and_says_so_for_every_image(probe):
    detection, status = probe.show(RED)
    assert status.state == Status.IDLE and status.command == '' and status.error == ''
    assert len(detection.results) == 0
    assert math.isnan(status.kappa_mvlm)


def test_the_status_says_the_size_of_the_last_image_that_could_be_read(probe):
    _, status = probe.show(scene()[:90])
    assert (status.image_width, status.image_height) == (160, 90)
    status = probe.status_of(probe.send(Image(width=70, height=50, encoding='odd')))
    assert status.error and (status.image_width, status.image_height) == (160, 90)


def test_the_target_is_found_by_words(probe):
    header = probe.next_header()
    probe.say('Please follow the red square')
    show_until(probe, RED, Status.TRACKING)
    detection, status = probe.show(RED, header=header)
    assert detection.header == header and status.header == header
    hypothesis = detection.results[0].hypothesis
    assert hypothesis.class_id == status.command == 'Please follow the red square'
    assert 0.5 < hypothesis.score <= 1.0
    assert detection.id == status.target_id != ''
    assert detection.bbox.center.position.x == pytest.approx(HERE[0] + 12, abs=4)
    assert detection.bbox.center.position.y == pytest.approx(HERE[1] + 12, abs=4)
    assert detection.bbox.size_x == pytest.approx(24, abs=8)
    assert -1.0 <= status.kappa_mvlm <= 1.0
    assert status.bundle == 'colour' and status.runtime.startswith('onnxruntime')
    assert status.latency_total_ms >= status.latency_network_ms > 0.0
    probe.spin_until(lambda: probe.commands and probe.commands[-1].id, 'the active command')
    command = probe.commands[-1]
    assert (command.text, command.description) == ('Please follow the red square', 'the red square')
    assert command.id == status.command_id and detection.id == f'{command.id}.1'


def test_lost_is_an_empty_detection_and_the_return_has_the_same_id(probe):
    first, _ = follow(probe)
    lost, status = show_until(probe, GONE, Status.LOST)
    assert len(lost.results) == 0 and lost.bbox.size_x == 0.0 and lost.id == first.id
    again, _ = show_until(probe, scene(red=THERE), Status.TRACKING)
    assert again.id == first.id
    assert again.bbox.center.position.x == pytest.approx(THERE[0] + 12, abs=4)


def test_a_second_command_switches_to_a_new_target(probe):
    red, _ = follow(probe, 'the red square', BOTH)
    probe.say('now the blue square')
    blue, status = probe.spin_until(
        lambda: next(((d, s) for d, s in [probe.show(BOTH)] if s.command and s.state == Status.TRACKING
                      and 'blue' in s.command), None), 'the blue square')
    assert blue.id != red.id
    assert blue.bbox.center.position.x == pytest.approx(32, abs=4)


def test_stop_forgets_the_target_and_is_said_once(probe):
    follow(probe)
    probe.spin_until(lambda: probe.commands and probe.commands[-1].text == 'the red square', 'the active command')
    probe.say('stop')
    detection, status = show_until(probe, RED, Status.IDLE)
    assert len(detection.results) == 0 and detection.id == '' and status.command == ''
    probe.spin_until(lambda: probe.commands[-1].id == '', 'the end of the command')
    said = len(probe.commands)
    probe.show_many([RED] * 3)
    probe.spin_for(0.1)
    assert len(probe.commands) == said


@pytest.mark.parametrize('text, complaint', [
    ('', 'empty'), (' \t\n ', 'empty'), ('x' * 10_000, '10000 characters'), ('\x01\x02\x7f', 'not readable'),
    ('\ufffd\ufffd red', 'not readable'), ('\N{DOG FACE}\N{ROCKET}', 'no word'),
    ('please follow', 'names no target')])
def test_a_bad_command_is_refused_and_the_target_stays(probe, text, complaint):
    before, _ = follow(probe)
    probe.say(text)
    assert complaint in probe.refusal()
    after, status = probe.show(RED)
    assert after.id == before.id and len(after.results) == 1
    assert status.command == 'the red square' and complaint in status.error


def test_the_error_of_a_command_goes_with_the_next_good_one(probe):
    probe.say('')
    assert probe.refusal()
    _, status = follow(probe)
    assert status.error == ''


def broken(message: Image, **fields) -> Image:
    for name, value in fields.items():
        setattr(message, name, value)
    return message


def message(image=RED):
    return to_image(image, None)


@pytest.mark.parametrize('image, complaint', [
    (lambda: Image(encoding='bgr8'), 'zero size'),
    (lambda: broken(message(), step=100), 'step 100'),
    (lambda: broken(message(), height=5000), 'data has'),
    (lambda: broken(message(), encoding='32FC1'), '32FC1')])
def test_a_bad_image_is_counted_and_said_and_the_next_one_is_tracked(probe, image, complaint):
    before, status = follow(probe)
    detections = len(probe.detections)
    rejected = probe.status_of(probe.send(image()))
    assert complaint in rejected.error
    assert rejected.frames_rejected == status.frames_rejected + 1
    assert len(probe.detections) == detections
    after, status = probe.show(RED)
    assert after.id == before.id and len(after.results) == 1
    assert status.error == ''


@pytest.mark.parametrize('sent', [
    (np.dstack([RED[..., ::-1], RED[..., :1]]), 'rgba8'), (RED[..., ::-1], 'rgb8'), (RED, 'bgr8', 7),
    (packed_422(RED, 'uyvY'), 'yuv422'), (packed_422(RED, 'yuYv'), 'yuv422_yuy2', 2),
    (planes_420(RED, 'uv'), 'nv12', 0, False, 120), (planes_420(RED, 'vu'), 'nv21', 3, False, 120),
    (bayer(RED, 'rggb'), 'bayer_rggb8'), (bayer(RED, 'gbrg').astype('<u2') * 16, 'bayer_gbrg16'),
    (RED[..., ::-1].astype('>u2') * 200, 'rgb16', 0, True)], ids=lambda sent: sent[1])
def test_what_cameras_send_is_tracked(probe, sent):
    follow(probe)
    detection, status = probe.show(encoded(*sent))
    assert (status.state, status.error) == (Status.TRACKING, '')
    assert detection.bbox.center.position.x == pytest.approx(HERE[0] + 12, abs=4)


@pytest.mark.parametrize('encoding, values', [
    ('mono8', RED[..., 0]), ('mono16', RED[..., 0].astype('<u2') * 100),
    ('16UC1', RED[..., 0].astype('<u2'))])
def test_grey_images_are_taken(probe, encoding, values):
    data = np.ascontiguousarray(values)
    _, status = probe.show(
        Image(height=120, width=160, encoding=encoding, step=data.strides[0], data=data.tobytes()))
    assert status.error == ''


def test_a_first_box_without_words_is_tracked_at_once(probe):
    probe.point_at(HERE[0] + 12, HERE[1] + 12, 24, 24)
    detection, status = show_until(probe, RED, Status.TRACKING)
    assert detection.bbox.center.position.x == pytest.approx(HERE[0] + 12)
    assert detection.bbox.size_x == pytest.approx(24)
    assert status.command == '' and detection.id


def test_a_first_box_belongs_to_the_present_command(probe):
    words, _ = follow(probe, 'the red square', BOTH)
    probe.point_at(HERE[0] + 12, HERE[1] + 12, 30, 30)
    detection, status = probe.spin_until(
        lambda: next(((d, s) for d, s in [probe.show(BOTH)] if d.id != words.id), None), 'a new target')
    assert status.command == 'the red square' and status.state == Status.TRACKING


@pytest.mark.parametrize('box, complaint', [
    ((math.nan, 50, 20, 20), 'finite'), ((50, 50, 0, 20), 'no area'), ((50, 50, 20, -3), 'no area'),
    ((50, 50, 20, 20, 0.3), 'rotated')])
def test_a_box_that_is_none_is_refused_at_once(probe, box, complaint):
    before, _ = follow(probe)
    probe.point_at(*box)
    assert complaint in probe.refusal()
    after, _ = probe.show(RED)
    assert after.id == before.id


def test_a_box_outside_the_image_is_refused_with_the_next_image(probe):
    before, _ = follow(probe)
    probe.point_at(500, 500, 20, 20)
    after, status = probe.spin_until(
        lambda: next(((d, s) for d, s in [probe.show(RED)] if s.error), None), 'an error in the status')
    assert 'outside' in status.error
    assert after.id == before.id and len(after.results) == 1


def test_every_image_is_processed_dropped_or_rejected(probe):
    _, before = follow(probe)
    for index in range(30):
        header = probe.send(Image() if index % 10 == 5 else RED)
    status = probe.status_of(header)
    received = status.frames_received - before.frames_received
    done = sum(getattr(status, name) - getattr(before, name)
               for name in ('frames_processed', 'frames_dropped', 'frames_rejected'))
    assert received == done
    assert received > 0


def test_stamps_that_jump_back_do_not_stop_it(probe, tracker_process):
    old = probe.next_header()
    before, _ = follow(probe)
    after, status = probe.show(RED, header=old)
    assert after.id == before.id and status.error == ''
    tracker_process.wait_for_output('jumped back')


def test_an_image_that_is_too_old_is_rejected(probe):
    assert probe.set_parameter('max_image_age', 5.0) == ''
    status = probe.status_of(probe.send(RED))
    assert 's old' in status.error
    assert probe.set_parameter('max_image_age', 0.0) == ''
    assert probe.show(RED)[1].error == ''


def test_silence_of_the_camera_is_said_without_a_stale_box(probe):
    follow(probe)
    assert probe.set_parameter('image_timeout', 0.3) == ''
    assert 'no usable image on /image' in probe.refusal()
    lost = next(s for s in probe.statuses if s.error)
    assert lost.state == Status.LOST
    assert len(probe.spin_until(lambda: probe.detections, 'a detection')[-1].results) == 0
    assert probe.set_parameter('image_timeout', 100.0) == ''
    _, status = show_until(probe, RED, Status.TRACKING)
    assert status.error == ''


def test_parameters_out_of_range_are_refused(probe):
    assert 'range' in probe.set_parameter('image_timeout', -1.0)
    assert 'not one of' in probe.set_parameter('gate', 'sometimes')

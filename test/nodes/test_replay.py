"""What real nodes said is recorded; replayed without them, the same images give the same detections to the bit."""
from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sensor_msgs.msg import Image, RegionOfInterest
from std_msgs.msg import String
from support.recorder import Recorder, store_without
from support.ros import NodeProcess, Probe, new_domain
from support.squares import scene
from vision_msgs.msg import Detection2D

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.cli.main import BAD_INPUT, main
from vl_tracker_ros.msg import TrackerStatus

TOPICS = {'image': Image, 'tracker_node/setup': String, 'tracker_node/status': TrackerStatus,
          'tracker_node/detection': Detection2D}
Status = TrackerStatus


def walk(steps: int, **more: tuple[int, int]) -> list:
    """The red square goes right, by a little more each time."""
    return [scene(red=(20 + step * step // 4, 30 + step), **more) for step in range(steps)]


def follow(probe: Probe, state: int, image) -> None:
    probe.spin_until(lambda: probe.show(image)[1].state == state, f'state {state}')


def flood(probe: Probe, recorder: Recorder) -> bool:
    """Show images faster than the tracker can look at them; whether some were dropped, in the node or before it."""
    for image in walk(16):
        last = probe.send(image)
    return probe.status_of(last).frames_processed < recorder.count('/image')


def search_inside(probe: Probe, x: int, width: int) -> None:
    """Columns of the image; of width 0: all of it."""
    regions = probe.node.create_publisher(RegionOfInterest, 'tracker_node/region_of_interest', 1)

    def taken() -> bool:
        regions.publish(RegionOfInterest(x_offset=x, width=width, height=120 if width else 0))
        return probe.show(scene())[1].region_of_interest.size_x == width

    probe.spin_until(taken, 'the region to be taken')
    probe.node.destroy_publisher(regions)


def act(probe: Probe, recorder: Recorder) -> None:
    """All that can happen to a tracker: words, a loss, a flood, other words, a box, a region, and the end."""
    probe.show_many(walk(3))
    probe.say('please follow the red square')
    follow(probe, Status.TRACKING, walk(1)[0])
    probe.spin_until(lambda: probe.show(walk(1)[0])[1].directive_source == 'external', 'the gate to be heard')
    probe.show_many(walk(12))
    follow(probe, Status.LOST, scene())
    probe.show_many([scene()] * 8)
    probe.show_many(walk(8))
    probe.spin_until(lambda: flood(probe, recorder), 'an image that is dropped')
    probe.say('the blue square')
    probe.spin_until(lambda: 'blue' in probe.show(scene(red=(40, 40), blue=(90, 60)))[1].command, 'blue')
    probe.show_many(walk(6, blue=(90, 60)))
    probe.point_at(32.25, 42.5, 24, 24)
    probe.spin_until(lambda: probe.show(scene(red=(20, 30), blue=(90, 60)))[1].target_id.startswith('3'), 'the box')
    probe.show_many(walk(8, blue=(90, 60)))
    search_inside(probe, 75, 60)
    probe.say('the red square')
    follow(probe, Status.SEARCHING, walk(1)[0])
    assert {status.state for _, status in probe.show_many(walk(1) * 4)} == {Status.SEARCHING}
    follow(probe, Status.TRACKING, scene(red=(90, 60)))
    follow(probe, Status.LOST, scene())
    search_inside(probe, 0, 0)
    follow(probe, Status.TRACKING, walk(1)[0])
    probe.say('stop')
    follow(probe, Status.IDLE, scene())


@contextmanager
def recording(logs: Path, *tracker: str) -> Iterator[tuple[Probe, Recorder]]:
    """Of tracker and gate, and of what the probe does within the block."""
    domain = new_domain()
    tracker = ('-p', 'gate:=external', '-p', 'threads:=1', '-p', 'image_timeout:=100.0', *tracker)
    gate = ('-r', 'status:=tracker_node/status', '-p', 'recover_frames:=2')
    with NodeProcess('tracker_node', domain, logs / 'tracker', *tracker), \
            NodeProcess('gating_node', domain, logs / 'gate', *gate):
        probe = Probe(domain)
        recorder = Recorder(probe.node, TOPICS, latched={'tracker_node/setup'})
        try:
            probe.connect()
            probe.spin_until(lambda: recorder.is_connected, 'all that is recorded')
            yield probe, recorder
            last, _ = probe.show(scene())
            probe.spin_until(lambda: recorder.has_heard_of(last.header), 'the recorder to have it all')
        finally:
            probe.close()


@pytest.fixture(scope='module')
def recorder(colour_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Recorder:
    """What tracker and gate have said while all that happened."""
    with recording(tmp_path_factory.mktemp('log'), '-p', f'bundle:={colour_bundle}') as (probe, recorder):
        act(probe, recorder)
    chosen = {(status.directive_source, status.search) for status in probe.statuses}
    assert chosen >= {('external', Status.SEARCH_LOCAL), ('external', Status.SEARCH_GLOBAL)}
    return recorder


def replayed(capsys: pytest.CaptureFixture[str]) -> tuple[int, int]:
    """Images replayed, and detections that differ."""
    found = re.search(r'^(\d+) images replayed, (\d+) detections differ', capsys.readouterr().out)
    return int(found[1]), int(found[2])


@pytest.mark.parametrize('storage', ['mcap', 'sqlite3'])
def test_detections_are_the_same_to_the_bit(recorder: Recorder, tmp_path: Path, storage: str,
                                            capsys: pytest.CaptureFixture[str]) -> None:
    bag = recorder.write(tmp_path / 'bag', storage=storage)
    assert main(['replay', str(bag)]) == 0
    worked_on = recorder.count('/tracker_node/detection')
    assert capsys.readouterr().out == (
        f'{worked_on} images replayed, 0 detections differ: boxes by 0 px at most, scores by 0\n')
    assert 50 < worked_on < recorder.count('/image'), 'some images should have been dropped'


def test_a_recording_from_before_statuses_told_the_region_is_replayed_without(
        recorder: Recorder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['replay', str(recorder.write(tmp_path / 'bag', store=store_without('region_of_interest')))]) == 1
    count, differing = replayed(capsys)
    assert count == recorder.count('/tracker_node/detection') and 0 < differing < count / 2


def test_a_recording_from_before_statuses_told_the_size_of_the_image_is_replayed_to_the_bit(
        recorder: Recorder, tmp_path: Path) -> None:
    assert main(['replay', str(recorder.write(tmp_path / 'bag', store=store_without('image_width')))]) == 0


def test_a_grounder_that_searched_beside_the_tracker_finds_it_in_the_same_images(
        follower: Bundle, colour_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ('-p', f'bundle:={follower.path}', '-p', f'grounder:={colour_bundle}')
    with recording(tmp_path, *arguments) as (probe, recorder):
        probe.say('the red square')
        follow(probe, Status.SEARCHING, scene())
        follow(probe, Status.TRACKING, walk(1)[0])
        probe.spin_until(lambda: probe.show(walk(1)[0])[1].directive_source == 'external', 'the gate to be heard')
        probe.show_many(walk(12))
        follow(probe, Status.LOST, scene())
        probe.show_many([scene()] * 8)
        follow(probe, Status.TRACKING, scene(red=(110, 80)))
    assert main(['replay', str(recorder.write(tmp_path / 'bag'))]) == 0
    assert ' 0 detections differ: boxes by 0 px at most, scores by 0\n' in (out := capsys.readouterr().out)
    assert 'left out' not in out


def test_images_after_a_lost_one_are_left_out_until_the_next_command(recorder: Recorder, tmp_path: Path,
                                                                     capsys: pytest.CaptureFixture[str]) -> None:
    bag = recorder.write(tmp_path / 'bag', without=('/tracker_node/detection', 8))
    assert main(['replay', str(bag)]) == 0
    out = capsys.readouterr().out
    assert ' images left out: one before them is missing in the bag' in out and ' 0 detections differ' in out


def test_a_recording_that_begins_in_the_middle_begins_with_the_next_command(
        recorder: Recorder, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bag = recorder.write(tmp_path / 'bag', begin=len(recorder.heard) // 4)
    assert main(['replay', str(bag)]) == 0
    assert ' 0 detections differ' in (out := capsys.readouterr().out) and 'left out' in out


def test_another_bundle_is_refused_or_compared(recorder: Recorder, colour_bundle: Path, tmp_path: Path,
                                               capsys: pytest.CaptureFixture[str]) -> None:
    bag, other = recorder.write(tmp_path / 'bag'), Path(shutil.copytree(colour_bundle, tmp_path / 'colour'))
    text = (other / 'bundle.yaml').read_text()
    (other / 'bundle.yaml').write_text(text.replace('search_factor: 4.0', 'search_factor: 2.0'))
    assert main(['replay', str(bag), '--bundle', str(other)]) == 1
    count, differing = replayed(capsys)
    assert count > differing > 0
    shutil.copy(colour_bundle / 'bundle.yaml', tmp_path / 'kept')
    (colour_bundle / 'bundle.yaml').write_text(f'{text}# another\n')
    try:
        assert main(['replay', str(bag)]) == BAD_INPUT
        assert 'is not the colour of the recording: its sha256 differs' in capsys.readouterr().err
    finally:
        shutil.copy(tmp_path / 'kept', colour_bundle / 'bundle.yaml')


def test_what_is_no_recording_of_a_tracker_is_one_line(recorder: Recorder, tmp_path: Path,
                                                       capsys: pytest.CaptureFixture[str]) -> None:
    bag = recorder.write(tmp_path / 'bag', without=('/tracker_node/setup', 0))
    for arguments, reason in (([str(bag)], 'has no messages of what the tracker ran with'),
                              ([str(tmp_path / 'none')], 'none'),
                              ([str(bag), '--tracker', '/b'], 'has no tracker /b; there are /tracker_node')):
        assert main(['replay', *arguments]) == BAD_INPUT
        error = capsys.readouterr().err
        assert reason in error and error.count('\n') == 1

"""More than a tracker node can take, and nothing that it can use: it lives, says so, and its memory stays flat."""
import time

import numpy as np
import pytest

from support.broken_images import fuzzed_image
from support.squares import scene
from vl_tracker_ros.msg import TrackerStatus as Status

RED = scene(red=(60, 50))
HAS_BOX = (Status.TRACKING, Status.UNCERTAIN)
FLAT_MB = 12.0      # what an allocator may keep; a hundredth of the images, or all commands, would be more
SECONDS = 4.0


def follow(probe):
    def tracks():
        detection, status = probe.show(RED)
        return detection if status.state == Status.TRACKING else None
    probe.say('the red square')
    return probe.spin_until(tracks, 'TRACKING')


def flood(probe, rate_hz, send):
    """Call `send` so often for SECONDS."""
    start, count = time.monotonic(), 0
    while (elapsed := time.monotonic() - start) < SECONDS:
        for _ in range(int(elapsed * rate_hz) - count):
            send()
            count += 1
        probe.spin_for(0.002)
    return count


def grown_mb(process, work) -> float:
    """How much memory `work` costs when it is done a second time."""
    work()
    before = process.resident_mb
    work()
    return process.resident_mb - before


def test_two_hundred_broken_images_do_no_harm(probe, tracker_process):
    before = follow(probe)
    rng, rejected = np.random.default_rng(7), 0
    for _ in range(200):
        probe.statuses.clear(), probe.detections.clear()
        image = fuzzed_image(rng)
        probe.send(image, image.header)
        status = probe.spin_until(lambda: next(iter(probe.statuses), None), f'an answer to {image.encoding!r}')
        if status.error:            # rejected: nothing is said about where the target is
            rejected += 1
            assert probe.detections == []
    assert 100 < rejected < 190
    assert tracker_process.running
    assert 'Traceback' not in tracker_process.output and 'tracker failed' not in tracker_process.output
    blank = scene()
    detection = probe.spin_until(lambda: next((d for d, s in [probe.show(blank)] if s.state not in HAS_BOX), None),
                                 'the loss of what is not there')
    assert detection.results == []
    after = follow(probe)
    assert after.id == before.id        # the same words keep the target
    assert after.bbox.center.position.x == pytest.approx(72, abs=4)


def test_ten_times_the_rate_of_a_camera_is_dropped_not_queued(probe, tracker_process):
    follow(probe)
    image = np.ascontiguousarray(np.tile(RED, (4, 4, 1)))       # 640x480
    received = probe.statuses[-1].frames_received
    assert grown_mb(tracker_process, lambda: flood(probe, 300, lambda: probe.send(image))) < FLAT_MB
    detection, status = probe.show(RED)
    assert status.frames_received > received + 100
    assert status.frames_received == status.frames_processed + status.frames_dropped + status.frames_rejected
    assert detection.header == status.header


def test_a_thousand_commands_a_second_leave_memory_flat_and_the_last_one_counts(probe, tracker_process):
    follow(probe)
    words = iter(range(10**9))

    def send():
        number = next(words)
        probe.say(f'the blue square {number}')
        if number % 30 == 0:
            probe.send(RED)

    assert grown_mb(tracker_process, lambda: flood(probe, 1000, send)) < FLAT_MB
    probe.spin_for(1.0)                     # those that are still on their way
    assert follow(probe).results[0].hypothesis.class_id == 'the red square'

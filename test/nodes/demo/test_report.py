"""What the demo prints, from observations made here."""
from types import SimpleNamespace

import pytest
from vision_msgs.msg import Detection2D, ObjectHypothesisWithPose

from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.demo.monitor import Observation
from vl_tracker_ros.nodes.demo.report import Report

STATES = [TrackerStatus.SEARCHING] * 2 + [TrackerStatus.TRACKING] * 5 + [TrackerStatus.LOST] * 3


def observation(frame: int, state: int, command: str) -> Observation:
    detection = Detection2D()
    if state == TrackerStatus.TRACKING:
        detection.results = [ObjectHypothesisWithPose()]
        detection.bbox.size_x = detection.bbox.size_y = 10.0
    return Observation(frame, None, detection, TrackerStatus(state=state, command=command), float(frame))


@pytest.fixture
def report(capsys):
    report = Report()
    for frame, state in enumerate(STATES):
        report.add(observation(frame, state, 'the red car'))
    for frame in range(10, 14):
        report.add(observation(frame, TrackerStatus.SEARCHING, 'the blue car'))
    return report


def test_each_change_of_state_has_a_line(report, capsys):
    lines = [line for line in capsys.readouterr().out.splitlines() if '->' in line]
    assert lines == [
        'frame 0: IDLE -> SEARCHING  ("the red car")', 'frame 2: SEARCHING -> TRACKING  ("the red car")',
        'frame 7: TRACKING -> LOST  ("the red car")', 'frame 10: LOST -> SEARCHING  ("the blue car")']


def test_the_summary_counts_each_command(report, capsys):
    status = TrackerStatus(frames_dropped=3)
    report.summary(SimpleNamespace(num_images=17, num_overlays=14, last_status=status))
    rows = capsys.readouterr().out
    assert 'found in frame 3, tracked in 5 of 10 frames' in rows
    assert 'not found, tracked in 0 of 4 frames' in rows
    for name, value in (('frames sent', '17'), ('frames processed', '14'), ('frames dropped', '3'),
                        ('latency', 'p50 6.5 ms, p95 12.3 ms')):
        assert any(row.strip().startswith(name) and row.endswith(value) for row in rows.splitlines()), name


def test_a_run_without_a_frame_has_a_summary_too(capsys):
    Report().summary(SimpleNamespace(num_images=0, num_overlays=0, last_status=None))
    assert 'frames processed' in capsys.readouterr().out

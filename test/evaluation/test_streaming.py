"""Which answer counts for which frame, by hand."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from vl_tracker_ros.evaluation.streaming import Playback, Timing, read_latencies, write_latencies

NAN = np.nan


def playback(sent: list[float], heard: list[float]) -> Playback:
    """The box of frame i is i,i,i,i."""
    count = len(sent)
    boxes = np.repeat(np.arange(count, dtype=float)[:, None], 4, axis=1)
    return Playback(np.array(sent), np.array(heard), boxes, np.arange(count) / 10, [f's{i}' for i in range(count)])


def frames_of(result) -> list[int]:
    return result.boxes_xywh_px[:, 0].astype(int).tolist()


def test_the_newest_answer_that_had_come_when_the_next_frame_was_sent() -> None:
    """Frame 1 is answered while 3 is the newest, 2 is dropped, 3 comes too late for itself, 4 after the end."""
    run = playback([0, 1, 2, 3, 4], [0.5, 3.2, NAN, 4.5, 6.0])
    result = run.in_time(1.0)
    assert frames_of(result) == [0, 0, 0, 1, 3]
    assert result.states == ['s0', 's0', 's0', 's1', 's3'] and result.scores.tolist() == [0, 0, 0, 0.1, 0.3]
    assert result.seconds == pytest.approx([0.5, 0.5, 0.5, 2.2, 1.5])


def test_an_answer_on_the_very_moment_counts() -> None:
    assert frames_of(playback([0, 1, 2], [0.5, 2.0, 3.0]).in_time(1.0)) == [0, 1, 2]
    assert frames_of(playback([0, 1, 2], [0.5, 2.0, 3.0]).in_time(0.9)) == [0, 1, 1]


def test_by_stamp_only_drops_count() -> None:
    assert frames_of(playback([0, 1, 2, 3, 4], [0.5, 3.2, NAN, 4.5, 6.0]).by_stamp()) == [0, 1, 1, 3, 4]


def test_without_delay_and_drops_both_are_what_was_said() -> None:
    run = playback([0, 1, 2], [0.1, 1.1, 2.1])
    assert frames_of(run.in_time(1.0)) == frames_of(run.by_stamp()) == [0, 1, 2]


def test_a_frame_alone() -> None:
    assert frames_of(playback([0], [5.0]).by_stamp()) == [0]


@pytest.mark.parametrize('heard', [NAN, 1.5])
def test_the_first_frame_must_be_answered_before_the_second(heard: float) -> None:
    with pytest.raises(ValueError, match='the first frame has no answer'):
        playback([0, 1], [heard, 2])


def test_the_rate_is_that_after_the_first_frame() -> None:
    """The first frame stands until the tracker has started."""
    assert playback([0, 5.0, 5.5, 6.0], [0.1] * 4).rate_hz == pytest.approx(2.0)
    assert playback([0, 5.0], [0.1] * 2).rate_hz == np.inf


def test_latencies_and_drops(tmp_path: Path) -> None:
    latency = playback([0, 1, 2, 3], [0.1, 1.2, NAN, 3.3]).latency_s
    write_latencies(tmp_path / 'a.csv', latency)
    lines = (tmp_path / 'a.csv').read_text().splitlines()
    assert lines == ['frame,latency_ms', '0,100.000', '1,200.000', '2,', '3,300.000']
    timing = Timing.of(read_latencies(tmp_path / 'a.csv'))
    assert (timing.frames, timing.dropped) == (4, 1)
    assert (timing.p50_ms, timing.p95_ms, timing.max_ms) == pytest.approx((200, 290, 300))

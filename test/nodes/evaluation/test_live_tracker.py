"""Sequences through real processes: what starts the tracker, what is heard, and what is said when a node fails."""
from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.squares import scene

from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.nodes.evaluation.live_tracker import LiveTracker, NodeFailed, TrackerParameters, live_tracker

FRAMES, RATE_HZ = 12, 20.0


class Squares:
    """A red square goes right past a blue one."""

    def __len__(self) -> int:
        return FRAMES

    def __iter__(self) -> Iterator[np.ndarray]:
        return (scene(red=(20 + 2 * t, 20), blue=(100, 80)) for t in range(FRAMES))


class SlowSquares(Squares):
    """The same, read from a slow disk."""

    def __iter__(self) -> Iterator[np.ndarray]:
        for image in super().__iter__():
            time.sleep(2 / RATE_HZ)
            yield image


def sequence(sentence: str, first_box: tuple[float, ...]) -> Sequence:
    return Sequence('squares', Squares(), np.array([first_box] * FRAMES, np.float64), sentence)


RED, BLUE = sequence('the red square', (20, 20, 24, 24)), sequence('the blue square', (100, 80, 24, 24))


def shown_at(playback) -> np.ndarray:
    """x of the last box."""
    return playback.by_stamp().boxes_xywh_px[-1, 0]


def signal_tracker(live: LiveTracker, number: signal.Signals) -> None:
    os.kill(live._tracker._process.pid, number)


def test_every_mode_refusal_slow_images_and_death(colour_bundle: Path, caplog: pytest.LogCaptureFixture) -> None:
    last_line = r'^tracker_node ended with code -9: .*\[tracker_node\]: (target|where to look)'
    with pytest.raises(NodeFailed, match=last_line), \
            live_tracker(TrackerParameters(str(colour_bundle), threads=1)) as live:
        by_words = live.run(RED, 'text', RATE_HZ)
        assert by_words.states[0] == 'searching' and np.isnan(by_words.boxes_xywh_px[0]).all()
        assert by_words.states[-1] == 'tracking' and shown_at(by_words) == pytest.approx(42, abs=6)
        assert by_words.rate_hz == pytest.approx(RATE_HZ, rel=0.3)
        assert np.nanmin(by_words.latency_s) > 0

        by_both = live.run(BLUE, 'both', RATE_HZ)
        assert by_both.states[0] == 'tracking' and shown_at(by_both) == pytest.approx(100, abs=4)

        with pytest.raises(NodeFailed, match='never follows the target of squares; .*: command has no word in it'):
            live.run(sequence('?!', (20, 20, 24, 24)), 'text', RATE_HZ)

        by_box = live.run(RED, 'box', RATE_HZ)
        np.testing.assert_allclose(by_box.boxes_xywh_px[0], (20, 20, 24, 24))
        assert shown_at(by_box) == pytest.approx(42, abs=6)

        live.run(replace(RED, images=SlowSquares()), 'box', RATE_HZ)
        assert re.fullmatch(r'squares: its images came at \d\.\d Hz, not 20: .*', caplog.messages[-1])

        signal_tracker(live, signal.SIGKILL)
        live.run(RED, 'box', RATE_HZ)


def test_a_node_that_does_not_answer(colour_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('vl_tracker_ros.nodes.evaluation.live_tracker.ANSWER_S', 0.5)
    with pytest.raises(NodeFailed, match=r'did not answer to an image in 0.5 s; tracker_node: .*\[tracker_node\]: '), \
            live_tracker(TrackerParameters(str(colour_bundle))) as live:
        signal_tracker(live, signal.SIGSTOP)
        live.run(RED, 'box', RATE_HZ)


def test_a_node_that_never_becomes_active() -> None:
    with pytest.raises(NodeFailed, match='tracker_node does not become active: .*no_such_bundle'), \
            live_tracker(TrackerParameters('no_such_bundle')):
        pass

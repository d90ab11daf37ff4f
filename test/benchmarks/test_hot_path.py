"""Steps take turns and are compared with the reference; memory is told by line and without the engine's."""
from __future__ import annotations

import time

import numpy as np
import pytest
from hot_path import MOTION, NETWORK, REFERENCE, UPDATE, LineMemory, as_markdown, memory, steps, take_turns, tracked

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.geometry import global_view
from vl_tracker_ros.tracking.margin import best_competitor

MB = 1_000_000


def test_every_step_is_timed_beside_the_reference(colour: Bundle) -> None:
    tracker, engine, image = tracked(colour)
    figures = take_turns(steps(colour, tracker, engine, image), rounds=10)
    assert figures[REFERENCE]['ratio'] == 1 and all(value['least_ms'] > 0 for value in figures.values())
    assert figures[UPDATE]['median_ms'] > figures['decode']['median_ms']
    assert figures[MOTION]['median_ms'] > 0 and figures[NETWORK]['median_ms'] > 0
    assert as_markdown(figures, memory(tracker, engine, image)).count('\n| ') == len(figures) + 2


def test_the_time_of_the_engine_is_not_that_of_the_update(colour: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    tracker, engine, image = tracked(colour)
    run = engine._engine.run
    monkeypatch.setattr(engine._engine, 'run', lambda feeds: (time.sleep(0.2), run(feeds))[1])
    assert steps(colour, tracker, engine, image)[UPDATE]() < 100


def test_no_line_of_an_update_asks_for_a_megabyte(colour: Bundle) -> None:
    tracker, engine, image = tracked(colour)
    tracker.resume(np.array([0.0, 0, 400, 300]))                    # a view far over the border of the image
    tracker.update(image)                                           # the canvas is made
    tracker.resume(np.array([0.0, 0, 400, 300]))
    lines = memory(tracker, engine, image)
    assert 0 < max(lines.bytes.values()) < MB and lines.total < 2 * MB


def test_the_memory_of_a_line_is_told_where_it_is_asked_for() -> None:
    with LineMemory() as lines:
        global_view(np.zeros((10, 10, 3), np.uint8), 640)
    (where, size), = lines.bytes.most_common(1)
    assert where.startswith('geometry.py:') and 3 * 640 ** 2 <= size < 3.1 * 640 ** 2


def test_competitors_of_576_candidates_take_no_matrix_of_all_pairs() -> None:
    """A search view of 384 pixels has as many; 8 bytes for each pair were 2.7 MB."""
    rng = np.random.default_rng(0)
    boxes = rng.uniform(0.1, 0.5, (576, 4)).astype(np.float32)
    with LineMemory() as lines:
        best_competitor(rng.uniform(0, 1, 576), boxes, 0.3)
    assert max(lines.bytes.values()) < MB

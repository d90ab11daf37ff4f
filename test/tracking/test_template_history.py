from __future__ import annotations

import numpy as np

from vl_tracker_ros.tracking.template_history import TemplateHistory


def history(count: int, capacity: int = 32) -> TemplateHistory:
    subject = TemplateHistory(capacity)
    for value in range(count):
        subject.append(np.float32([value]))
    return subject


def values(subject: TemplateHistory, segments: int) -> list[float]:
    return [template.item() for template in subject.midpoints(segments)]


def test_middles_of_equal_segments() -> None:
    assert values(history(9), 1) == [4] and values(history(8), 2) == [2, 6] and values(history(12), 3) == [2, 6, 10]
    assert values(history(1), 3) == [0, 0, 0] and values(history(5), 0) == []


def test_memory_is_bounded_and_thinned_evenly() -> None:
    subject = history(1000, capacity=8)
    assert 4 <= len(subject) <= 8
    kept = values(subject, len(subject))
    assert set(np.diff(kept)) == {128} and kept[0] == 0 and kept[-1] >= 1000 - 128


def test_what_is_kept_is_a_copy() -> None:
    template = np.zeros(1, np.float32)
    subject = TemplateHistory()
    subject.append(template)
    template += 1
    assert values(subject, 1) == [0]

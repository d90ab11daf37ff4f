from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.tracking.memory import TemplateMemory
from vl_tracker_ros.tracking.types import TargetState

TRACKING, UNCERTAIN, LOST = TargetState.TRACKING, TargetState.UNCERTAIN, TargetState.LOST


def memory(num_templates: int = 2, adopt: bool = True, update: str = 'latest') -> TemplateMemory:
    return TemplateMemory(num_templates, 4, adopt=adopt, adopt_score=0.8, update=update,  # type: ignore[arg-type]
                          update_interval=3, update_score=0.7)


def template(value: float) -> np.ndarray:
    return np.full((3, 4, 4), value, np.float32)


def slots(subject: TemplateMemory) -> list[float]:
    return subject.templates[0, :, 0, 0, 0].tolist()


def test_users_template_fills_every_slot() -> None:
    subject = memory()
    subject.fill(template(1))
    assert slots(subject) == [1, 1] and subject.mask.tolist() == [[1, 1]]
    assert subject.templates.shape == (1, 2, 3, 4, 4)


def test_last_slot_is_refreshed_at_the_interval_and_the_first_stays() -> None:
    subject = memory()
    subject.fill(template(1))
    assert [subject.observe(TRACKING, 0.9) for _ in range(6)] == [False, False, True] * 2
    subject.take(template(5))
    assert slots(subject) == [1, 5]


def test_refresh_wants_a_good_score_and_a_tracked_target() -> None:
    subject = memory()
    subject.fill(template(1))
    assert not any([subject.observe(TRACKING, 0.7) for _ in range(3)])
    assert not any([subject.observe(UNCERTAIN, 0.9) for _ in range(3)])


def test_single_slot_is_never_refreshed() -> None:
    subject = memory(num_templates=1)
    subject.fill(template(1))
    assert not any([subject.observe(TRACKING, 1.0) for _ in range(10)])


def test_own_template_is_adopted_when_sure() -> None:
    subject = memory()
    assert not subject.observe(TRACKING, 0.79)
    assert not subject.observe(UNCERTAIN, 0.9)
    assert subject.observe(TRACKING, 0.8)
    subject.take(template(2))
    assert slots(subject) == [2, 2]


def test_own_template_is_dropped_with_the_target() -> None:
    subject = memory()
    subject.observe(TRACKING, 0.9)
    subject.take(template(2))
    subject.observe(LOST, 0.0)
    assert subject.is_empty and slots(subject) == [0, 0]


def test_users_template_outlives_the_loss() -> None:
    subject = memory()
    subject.fill(template(1))
    subject.observe(LOST, 0.0)
    assert slots(subject) == [1, 1]


def test_nothing_is_adopted_unless_wanted() -> None:
    assert not memory(adopt=False).observe(TRACKING, 1.0)


def test_interval_is_checked() -> None:
    with pytest.raises(ValueError, match='update_interval 0'):
        TemplateMemory(1, 4, adopt=False, adopt_score=1, update='latest', update_interval=0, update_score=1)


def test_update_rule_is_checked() -> None:
    with pytest.raises(ValueError, match="update 'newest' is not 'latest' or 'sequence'"):
        memory(update='newest')


def test_latest_leaves_the_slots_between_alone() -> None:
    subject = memory(4)
    subject.fill(template(1))
    for value in range(2, 10):
        subject.take(template(value))
    assert slots(subject) == [1, 1, 1, 9]


@pytest.mark.parametrize(('last', 'expected'), [
    (1, [1, 1, 1, 1]), (2, [1, 1, 2, 2]), (4, [1, 2, 4, 4]), (8, [1, 3, 7, 8]), (9, [1, 3, 7, 9])])
def test_sequence_shows_first_middles_of_equal_segments_and_latest(last: int, expected: list[float]) -> None:
    subject = memory(4, update='sequence')
    subject.fill(template(1))
    for value in range(2, last + 1):
        subject.take(template(value))
    assert slots(subject) == expected


def test_sequence_of_two_is_first_and_latest() -> None:
    subject = memory(update='sequence')
    subject.fill(template(1))
    subject.take(template(2))
    subject.take(template(3))
    assert slots(subject) == [1, 3]


def test_a_new_target_has_no_history_of_the_last() -> None:
    subject = memory(3, update='sequence')
    subject.fill(template(1))
    for _ in range(9):
        subject.take(template(5))
    subject.clear()
    subject.fill(template(2))
    subject.take(template(3))
    assert slots(subject) == [2, 3, 3]

from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.tracking.memory import TemplateMemory
from vl_tracker_ros.tracking.types import TargetState

TRACKING, UNCERTAIN, LOST = TargetState.TRACKING, TargetState.UNCERTAIN, TargetState.LOST


def memory(num_templates: int = 2, adopt: bool = True) -> TemplateMemory:
    return TemplateMemory(num_templates, 4, adopt=adopt, adopt_score=0.8, update_interval=3, update_score=0.7)


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
        TemplateMemory(1, 4, adopt=False, adopt_score=1, update_interval=0, update_score=1)

from __future__ import annotations

import pytest
from support.tiny_run import TRAINING

from vl_tracker_ros.training.config import TrainingConfig
from vl_tracker_ros.training.schedule import learning_rate


def rates(steps: list[int], **changes: object) -> list[float]:
    config = TrainingConfig(**{**TRAINING, 'steps': 100, 'warmup_steps': 4, 'learning_rate': 0.1, **changes})
    return [learning_rate(config, step) for step in steps]


def test_cosine_warms_up_and_falls_to_two_percent() -> None:
    assert rates([3, 50, 100]) == pytest.approx([0.1, 0.051, 0.002], rel=0.005)
    assert rates([0, 1])[0] == pytest.approx(0.025, rel=0.001) and rates([0, 1])[1] == pytest.approx(0.05, rel=0.001)
    falling = rates(list(range(4, 100)))
    assert falling == sorted(falling, reverse=True)


def test_step_drops_to_a_tenth_at_its_share() -> None:
    assert rates([3, 79, 80, 99], schedule='step', drop_at=0.8) == pytest.approx([0.1, 0.1, 0.01, 0.01])
    assert rates([99], schedule='step', drop_at=1.0) == pytest.approx([0.1])


def test_there_need_not_be_a_warm_up() -> None:
    assert rates([0], warmup_steps=0, schedule='step') == [0.1]

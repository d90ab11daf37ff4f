"""What followers go by; each field is a parameter of their node, which tells what it means."""
from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self


@dataclass(frozen=True)
class TargetSettings:
    """When there is a target to go by. Metres, seconds and radians. Raises ValueError for what cannot be gone by."""

    min_confidence: float
    target_timeout: float
    status_timeout: float
    clock_jump: float

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Those among the parameters of a node, by name."""
        return cls(**{field.name: values[field.name] for field in fields(cls)})

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not math.isfinite(value):
                raise ValueError(f'{name} is {value}')


@dataclass(frozen=True)
class MotionSettings(TargetSettings):
    """How fast to move for it."""

    full_confidence: float

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.min_confidence < self.full_confidence:
            raise ValueError(f'min_confidence {self.min_confidence:g} is not below '
                             f'full_confidence {self.full_confidence:g}')

    def share(self, confidence: float) -> float:
        """Of the full speed, in [0, 1]."""
        return min(1.0, max(0.0, (confidence - self.min_confidence) / (self.full_confidence - self.min_confidence)))


@dataclass(frozen=True)
class FollowSettings(MotionSettings):
    """Of a robot on the ground."""

    keep_distance: float
    distance_deadband: float
    angle_deadband: float
    forward_gain: float
    turn_gain: float
    max_forward: float
    max_reverse: float
    max_turn: float
    max_acceleration: float
    max_turn_acceleration: float
    require_deadman: bool
    deadman_timeout: float
    require_obstacle_sensor: bool
    obstacle_stop: float
    obstacle_timeout: float
    search_speed: float
    search_time: float
    search_from_angle: float


@dataclass(frozen=True)
class GimbalSettings(MotionSettings):
    """Of a camera that is turned."""

    angle_deadband: float
    gain: float
    max_pitch_rate: float
    max_yaw_rate: float
    prediction_horizon: float
    prediction_gain: float

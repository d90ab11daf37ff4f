"""What a follower goes by; each field is a parameter of follower_node, which tells what it means."""
from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class FollowSettings:
    """Metres, seconds and radians. Raises ValueError for what cannot be gone by."""

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
    min_confidence: float
    full_confidence: float
    target_timeout: float
    status_timeout: float
    require_deadman: bool
    deadman_timeout: float
    obstacle_stop: float
    obstacle_timeout: float
    clock_jump: float
    search_speed: float
    search_time: float
    search_from_angle: float

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not math.isfinite(value):
                raise ValueError(f'{name} is {value}')
        if not self.min_confidence < self.full_confidence:
            raise ValueError(f'min_confidence {self.min_confidence:g} is not below '
                             f'full_confidence {self.full_confidence:g}')

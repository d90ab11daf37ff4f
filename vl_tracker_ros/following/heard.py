"""The last thing that was heard on a topic."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar('T')


@dataclass(frozen=True)
class Heard(Generic[T]):
    """A value, the monotonic time of its receipt and the ROS time of its stamp [s]; NaN where it has none."""

    value: T
    received_s: float
    stamp_s: float = float('nan')

"""The item of a stream that belongs to an image."""
from __future__ import annotations

from collections import deque
from typing import Generic, TypeVar

T = TypeVar('T')


class Recent(Generic[T]):
    """Keeps the last `capacity` items and finds the one whose stamp is nearest to that of an image.

    A stamp that goes back is that of a clock that began anew: what came before is forgotten.
    """

    def __init__(self, capacity: int) -> None:
        self._items: deque[tuple[float, T]] = deque(maxlen=capacity)

    def add(self, stamp_s: float, item: T) -> None:
        if self._items and stamp_s < self._items[-1][0]:
            self._items.clear()
        self._items.append((stamp_s, item))

    def nearest(self, stamp_s: float, tolerance_s: float) -> T | None:
        """The nearest item, None if it is farther away than `tolerance_s`."""
        best = min(self._items, key=lambda entry: abs(entry[0] - stamp_s), default=None)
        return best[1] if best and abs(best[0] - stamp_s) <= tolerance_s else None

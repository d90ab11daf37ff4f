"""How often something may be done."""
from __future__ import annotations


class RateLimit:
    """`per_second` times a second on average, and as many at once after a second of rest."""

    def __init__(self, per_second: float) -> None:
        self._per_second = per_second
        self._most = self._left = max(1.0, per_second)
        self._counted_s = 0.0

    def allows(self, now_s: float) -> bool:
        """Ask for one more, at a time that never goes back; one that is allowed counts."""
        self._left = min(self._most, self._left + self._per_second * (now_s - self._counted_s))
        self._counted_s = now_s
        if self._left < 1.0:
            return False
        self._left -= 1.0
        return True

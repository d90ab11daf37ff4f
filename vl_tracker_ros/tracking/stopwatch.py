"""Where the time of a frame goes."""

from __future__ import annotations

import time


class Stopwatch:
    """Laps in milliseconds: `lap(name)` adds the time since the last one to that name."""

    def __init__(self) -> None:
        self.laps_ms: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps_ms[name] = self.laps_ms.get(name, 0.0) + 1e3 * (now - self._last)
        self._last = now

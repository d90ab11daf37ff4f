"""How long a node says what shall move: others may want to say it too."""
from __future__ import annotations

import math

ZEROS_S = 1.0       # a stop is repeated for this long; then another one may move the same


class Voice:
    """Speaks in every turn while it moves, then of the stop for ZEROS_S, and is silent until it moves again."""

    def __init__(self) -> None:
        self._moved_s = -math.inf

    def speaks(self, moves: bool, monotonic_s: float) -> bool:
        """Whether to say what this turn has come to; `moves`: it is no stop."""
        if moves:
            self._moved_s = monotonic_s
        return monotonic_s - self._moved_s < ZEROS_S

"""Ends a process whose executor hangs, so that launch starts it again."""
from __future__ import annotations

import faulthandler
import math
import time

STALL_S = 20.0
_REARM_S = 1.0      # arming makes a thread


class _StallGuard:
    """It needs neither the executor's thread nor the interpreter: Fast DDS hangs with both (docs/reliability.md)."""

    def __init__(self) -> None:
        self._armed_at = -math.inf

    def turns(self) -> None:
        """To be called in each turn of the executor: if the next is not within STALL_S, all threads say where they are
        and the process ends with code 1."""
        if time.monotonic() - self._armed_at > _REARM_S:
            self._armed_at = time.monotonic()
            faulthandler.dump_traceback_later(STALL_S, exit=True)

    def rest(self) -> None:
        """The rest of this turn may take longer."""
        self._armed_at = -math.inf
        faulthandler.cancel_dump_traceback_later()


STALL_GUARD = _StallGuard()     # of the process, as faulthandler is

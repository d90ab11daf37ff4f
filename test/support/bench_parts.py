"""What runs in the processes of a benchmark and goes wrong; a child finds it here by its name."""
from __future__ import annotations

import os
import signal
from typing import Any

from vl_tracker_ros.bench.contender import Look, Runner
from vl_tracker_ros.engines import EngineError


class Counter:
    """Counts, and can be made to fail in every way."""

    def __init__(self, start: int) -> None:
        if start < 0:
            raise EngineError('it starts at 0')
        self._count = start

    def add(self, number: int) -> int:
        self._count += number
        return self._count

    def variable(self, name: str) -> str | None:
        return os.environ.get(name)

    def refuse(self) -> None:
        raise EngineError('no more')

    def break_down(self) -> None:
        raise ZeroDivisionError('a bug\nin two lines')

    def die(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def pid(self) -> int:
        return os.getpid()


class BreaksOff(Runner):
    """Refuses the third frame."""

    _looks = 0

    def look(self, *args: Any) -> Look:
        self._looks += 1
        if self._looks == 3:
            raise EngineError('out of memory')
        return super().look(*args)


class Dies(Runner):
    """Its process is killed in the third frame."""

    _looks = 0

    def look(self, *args: Any) -> Look:
        self._looks += 1
        if self._looks == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().look(*args)

"""An interrupted training ends between two steps, with everything saved."""
from __future__ import annotations

import signal
from types import FrameType


class TrainingStopped(Exception):
    """The run was asked to stop by the signal `signum`; it is saved, and the same command goes on with it."""

    def __init__(self, signum: int, step: int, steps: int) -> None:
        super().__init__(f'stopped by {signal.Signals(signum).name} after step {step} of {steps}; the run is saved, '
                         'and the same command goes on with it')
        self.signum = signum


class StopRequest:
    """A context in which SIGINT and SIGTERM are only noted, in `signum`. A second one of the same kind acts as ever."""

    def __init__(self) -> None:
        self.signum: signal.Signals | None = None

    def __enter__(self) -> StopRequest:
        self._before = {number: signal.signal(number, self._note) for number in (signal.SIGINT, signal.SIGTERM)}
        return self

    def __exit__(self, *exception: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.signum = signal.Signals(number)
        signal.signal(number, self._before[number])

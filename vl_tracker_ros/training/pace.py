"""How far a run is and how long it will take, one line a minute."""
from __future__ import annotations

import time

_EVERY_S = 60.0


class Pace:
    """Of a run that has done `step` of its `steps` when this is made; a step sees `samples` samples."""

    def __init__(self, step: int, steps: int, samples: int) -> None:
        self._first, self._steps, self._samples = step, steps, samples
        self._start = self._told = time.monotonic()

    def tell(self, step: int) -> None:
        """Print the line for `step` steps done, unless a minute has not passed since the last one."""
        now = time.monotonic()
        if now - self._told >= _EVERY_S:
            self._told = now
            print(self._line(step, now - self._start), flush=True)

    def _line(self, step: int, elapsed_s: float) -> str:
        """Evaluation and writing count as time too, so that the time left is true."""
        rate = (step - self._first) / elapsed_s
        left_min = (self._steps - step) / rate / 60
        left = f'{left_min:.0f} min' if left_min < 100 else f'{left_min / 60:.1f} h'
        return (f'{100 * step // self._steps} % {step}/{self._steps} steps, {rate * self._samples:.0f} samples/s, '
                f'{left} left')

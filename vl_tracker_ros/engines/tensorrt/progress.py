"""Says every few seconds how far a build is: it takes minutes, and TensorRT alone would be silent."""
from __future__ import annotations

import logging
import threading
import time
from types import TracebackType

_log = logging.getLogger(__name__)
PERIOD_S = 5.0


class Progress:
    """To be used with `with`; `expected_s` is the time that the last build took, None where there was none."""

    def __init__(self, subject: str, expected_s: float | None) -> None:
        self._subject = subject
        self._expected = '' if expected_s is None else f' of about {expected_s:.0f} s'
        self._start = time.monotonic()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._report, daemon=True)
        self.phase = ''

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self._start

    def __enter__(self) -> Progress:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 traceback: TracebackType | None) -> None:
        self._done.set()
        self._thread.join()

    def _report(self) -> None:
        while not self._done.wait(PERIOD_S):
            phase = f', {self.phase}' if self.phase else ''
            _log.warning('%s: building for %.0f s%s%s', self._subject, self.elapsed_s, self._expected, phase)

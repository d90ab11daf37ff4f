"""What is wrong now, said in the log when it begins and in every status while it lasts."""
from __future__ import annotations

import threading
import time

from rclpy.impl.rcutils_logger import RcutilsLogger

REPEAT_S = 10.0     # a fault that comes with every image is logged once in this time


class Faults:
    """At most one line for each source of trouble ('command', 'image' ...). May be used from any thread."""

    def __init__(self, logger: RcutilsLogger) -> None:
        self._logger = logger
        self._lock = threading.Lock()
        self._lines: dict[str, str] = {}
        self._logged: dict[str, tuple[str, float]] = {}

    def report(self, source: str, line: str) -> None:
        """Something is wrong with `source`, until it is cleared."""
        with self._lock:
            self._lines[source] = line
            logged, when = self._logged.get(source, ('', 0.0))
            if line == logged and time.monotonic() - when < REPEAT_S:
                return
            self._logged[source] = line, time.monotonic()
        self._logger.error(line)

    def clear(self, source: str) -> None:
        """`source` is well again."""
        with self._lock:
            self._lines.pop(source, None)

    def settle(self, source: str, line: str) -> None:
        """Report what is wrong with `source`; an empty line clears it."""
        if line:
            self.report(source, line)
        else:
            self.clear(source)

    def of(self, *sources: str) -> str:
        """What is wrong with these, in one line; empty when they are well."""
        with self._lock:
            return '; '.join(self._lines[source] for source in sources if source in self._lines)

    def __str__(self) -> str:
        """All that is wrong, in one line; empty when all is well."""
        with self._lock:
            return '; '.join(self._lines.values())

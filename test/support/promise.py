"""Holds nodes to the time in which they promise to stop, on a machine that has other work."""
from __future__ import annotations

import threading
import time
from collections.abc import Callable

ROOM_S = 0.1        # for messages on their way, and the nodes' own work
WAKINGS = 3         # of processes, one after the other, until the last of them says zero
NAP_S = 0.005


class Promises:
    """While it is entered it sleeps again and again beside the test, and notes how late the machine wakes it."""

    def __init__(self) -> None:
        self._late_s = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._nap, daemon=True)

    def _nap(self) -> None:
        while not self._ended.is_set():
            start = time.monotonic()
            time.sleep(NAP_S)
            self._late_s = max(self._late_s, time.monotonic() - start - NAP_S)

    def check(self, promised_s: float, stop: Callable[[], float]) -> None:
        """`stop` gives the seconds that it took; what the machine took away meanwhile is no fault of the nodes."""
        self._late_s = 0.0
        seconds, late_s = stop(), self._late_s
        print(f'stood after {seconds:.3f} s; promised: {promised_s:.2f} s; a sleeper was woken {late_s:.3f} s late')
        assert seconds < promised_s + ROOM_S + WAKINGS * late_s

    def __enter__(self) -> Promises:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

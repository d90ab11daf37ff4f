"""One loaded network for all trackers of a process that want the same: its memory counts once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from weakref import WeakValueDictionary

from vl_tracker_ros.engines.base import Arrays, Engine

_engines: WeakValueDictionary[Hashable, SharedEngine] = WeakValueDictionary()
_loading = threading.Lock()


class SharedEngine:
    """Whoever runs it waits for its turn. It lives as long as somebody holds it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self.failed = False
        self.input_names, self.output_names = engine.input_names, engine.output_names

    def run(self, feeds: Arrays) -> Arrays:
        with self._turn:
            try:
                return self._engine.run(feeds)
            except Exception:
                self.failed = True      # nobody else shall get it: who loads it again wants it new
                raise

    def describe(self) -> str:
        return self._engine.describe()


def shared_engine(key: Hashable, load: Callable[[], Engine]) -> SharedEngine:
    """The engine that somebody holds under this key and that has not failed yet, else the one that `load` makes."""
    with _loading:
        engine = _engines.get(key)
        if engine is None or engine.failed:
            engine = _engines[key] = SharedEngine(load())
        return engine

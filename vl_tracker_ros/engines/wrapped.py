"""An engine around another one, for those that record or time what passes through."""
from __future__ import annotations

from vl_tracker_ros.engines.base import Arrays, Engine


class WrappedEngine:
    """To everybody the engine that it is made of; what a subclass adds stands in its `run`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.input_names, self.output_names = engine.input_names, engine.output_names

    def run(self, feeds: Arrays) -> Arrays:
        return self._engine.run(feeds)

    def describe(self) -> str:
        return self._engine.describe()

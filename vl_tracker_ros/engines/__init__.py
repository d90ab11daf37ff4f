"""One small interface over the runtimes that can run a bundle's networks."""

from vl_tracker_ros.engines.base import Engine, EngineError
from vl_tracker_ros.engines.options import EngineOptions
from vl_tracker_ros.engines.registry import create_engine, register_runtime, runtime_names

__all__ = ['Engine', 'EngineError', 'EngineOptions', 'create_engine', 'register_runtime', 'runtime_names']

"""One small interface over the runtimes that can run a bundle's networks."""

from vl_tracker_ros.engines.base import Engine, EngineError
from vl_tracker_ros.engines.options import DEVICES, PRECISIONS, EngineOptions
from vl_tracker_ros.engines.registry import (
    create_engine, int8_file, network_file, register_runtime, runtime_names, why_not)

__all__ = ['DEVICES', 'PRECISIONS', 'Engine', 'EngineError', 'EngineOptions', 'create_engine', 'int8_file',
           'network_file', 'register_runtime', 'runtime_names', 'why_not']

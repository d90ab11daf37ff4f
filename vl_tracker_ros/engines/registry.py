"""Runtimes by name. Each is imported only when it is asked for, so none has to be installed."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Callable

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines.base import Engine, EngineError
from vl_tracker_ros.engines.options import EngineOptions

EngineFactory = Callable[[Bundle, str, EngineOptions], Engine]

_log = logging.getLogger(__name__)
_AUTO = 'onnxruntime'
_runtimes: dict[str, str] = {
    'onnxruntime': 'vl_tracker_ros.engines.onnxruntime_engine:OnnxRuntimeEngine',
    'torch': 'vl_tracker_ros.engines.torch_engine:TorchEngine',
}


def register_runtime(name: str, target: str) -> None:
    """Add a runtime: `target` is 'module:callable', called with (bundle, file name, EngineOptions)."""
    _runtimes[name] = target


def runtime_names() -> tuple[str, ...]:
    """The names that `create_engine` knows, installed or not."""
    return tuple(_runtimes)


def create_engine(bundle: Bundle, file: str, options: EngineOptions = EngineOptions()) -> Engine:
    """Load a network file of a bundle ('tracker.onnx' or 'text.onnx').

    Raises EngineError for a runtime that is unknown or not installed, and for a file that it cannot load.
    """
    runtime, why = options.runtime, 'as asked'
    if runtime == 'auto':
        runtime, why = _AUTO, 'auto: every robot installation has it'
    engine = _factory(runtime)(bundle, file, options)
    _log.info('%s/%s runs on %s (%s)', bundle.name, file, engine.describe(), why)
    return engine


def _factory(runtime: str) -> EngineFactory:
    if runtime not in _runtimes:
        raise EngineError(f'unknown runtime {runtime!r}; there are auto, {", ".join(_runtimes)}')
    module_name, _, attribute = _runtimes[runtime].partition(':')
    try:
        return getattr(importlib.import_module(module_name), attribute)
    except ImportError as error:
        raise EngineError(f'runtime {runtime!r} is not available: {error}') from error

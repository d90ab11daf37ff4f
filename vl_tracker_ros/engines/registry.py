"""Runtimes by name. Each is imported only when it is asked for, so none has to be installed."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple, Protocol

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines.base import Engine, EngineError, RuntimeNotUsable
from vl_tracker_ros.engines.nvidia import why_no_gpu
from vl_tracker_ros.engines.options import DEVICES, EngineOptions
from vl_tracker_ros.engines.shared import shared_engine

_log = logging.getLogger(__name__)
_runtimes: dict[str, str] = {
    'onnxruntime': 'vl_tracker_ros.engines.onnxruntime_engine:OnnxRuntimeEngine',
    'onnxruntime-tensorrt': 'vl_tracker_ros.engines.onnxruntime_tensorrt_engine:OnnxRuntimeTensorRtEngine',
    'tensorrt': 'vl_tracker_ros.engines.tensorrt.engine:TensorRtEngine',
    'openvino': 'vl_tracker_ros.engines.openvino_engine:OpenVinoEngine',
    'torch': 'vl_tracker_ros.engines.torch_engine:TorchEngine',
}
# The order in which auto asks. On a CPU every robot installation has onnxruntime, and with fp32 openvino is hardly
# faster: it comes in for bf16. torch comes after onnxruntime since it runs only models whose code is installed.
_AUTO = (('tensorrt', 'cuda'), ('onnxruntime', 'cuda'), ('onnxruntime', 'cpu'), ('torch', 'cuda'), ('openvino', 'cpu'))


class _Refusal(NamedTuple):
    candidate: EngineOptions
    reason: str


class Runtime(Protocol):
    """A class of engines. Its `options` name a device and a precision, never auto."""

    @staticmethod
    def why_not(options: EngineOptions) -> str:
        """'' if this machine can run such an engine, else one short reason. Quick: no network is loaded."""

    def __call__(self, bundle: Bundle, file: str, options: EngineOptions) -> Engine:
        """Load a file of the bundle; raises EngineError, as RuntimeNotUsable where it is not the file's fault."""


def register_runtime(name: str, target: str) -> None:
    """Add a runtime: `target` is 'module:class' of a Runtime."""
    _runtimes[name] = target


def runtime_names() -> tuple[str, ...]:
    """The names that `create_engine` knows, installed or not."""
    return tuple(_runtimes)


def create_engine(bundle: Bundle, file: str, options: EngineOptions = EngineOptions()) -> Engine:
    """Load a network file of a bundle ('tracker.onnx' or 'text.onnx').

    With `options.shared` it may be one that another tracker of this process has loaded.
    Raises EngineError for options that no runtime here can serve, and for a file that it cannot load.
    """
    file = network_file(bundle, file, options.precision)
    if options.shared:
        key = (bundle.path, bundle.model, file, bundle.files.get(file), options)
        return shared_engine(key, lambda: _create(bundle, file, options))
    return _create(bundle, file, options)


def _create(bundle: Bundle, file: str, options: EngineOptions) -> Engine:
    engine, why = _choose(bundle, file, options)
    _log.info('%s/%s runs on %s (%s)', bundle.name, file, engine.describe(), why)
    return engine


def network_file(bundle: Bundle, file: str, precision: str) -> str:
    """The file of the bundle that is run for `file`: an int8 network is one of its own. EngineError without one."""
    if precision != 'int8':
        return file
    quantised = int8_file(file)
    if quantised not in bundle.files:
        raise EngineError(f'{bundle.path}: the bundle has no {quantised}; `vl-tracker quantize` makes one that has')
    return quantised


def int8_file(file: str) -> str:
    """Name that the int8 network of `file` has in a bundle."""
    return f'{Path(file).stem}.int8.onnx'


def why_not(options: EngineOptions) -> str:
    """'' if the runtime that the options name can serve them here, else one short reason; nothing is loaded."""
    if options.device_kind == 'dla' and options.runtime != 'tensorrt':
        return 'only tensorrt runs on a dla'
    try:
        return _runtime(options.runtime).why_not(options)
    except EngineError as error:
        return str(error)


def _choose(bundle: Bundle, file: str, options: EngineOptions) -> tuple[Engine, str]:
    """The first engine of those that the options can mean that this machine can run, and why it is this one."""
    if options.runtime not in ('auto', *_runtimes):
        raise EngineError(f'unknown runtime {options.runtime!r}; there are auto, {", ".join(_runtimes)}')
    refused: list[_Refusal] = []
    for candidate in _candidates(options):
        try:
            engine = _load(bundle, file, candidate)
        except RuntimeNotUsable as error:
            refused.append(_Refusal(candidate, str(error)))
        else:
            return engine, '; '.join(['auto' if options.runtime == 'auto' else 'as asked', *_passed_over(refused)])
    raise EngineError(f'{options.precision} cannot be had here: {_listed(refused)}')


def _load(bundle: Bundle, file: str, options: EngineOptions) -> Engine:
    if reason := why_not(options):
        raise RuntimeNotUsable(reason)
    return _runtime(options.runtime)(bundle, file, options)


def _passed_over(refused: list[_Refusal]) -> Iterator[str]:
    """Where there is no GPU, that is all there is to say of what runs on one."""
    on_gpu = [refusal for refusal in refused if refusal.candidate.device_kind == 'cuda']
    if on_gpu and (reason := why_no_gpu(on_gpu[0].candidate.gpu_index)):
        yield reason
        refused = [refusal for refusal in refused if refusal not in on_gpu]
    if refused:
        yield f'not {_listed(refused)}'


def _listed(refused: list[_Refusal]) -> str:
    """Each reason once, behind all that it keeps from running."""
    kept: dict[str, list[str]] = {}
    for candidate, reason in refused:
        kept.setdefault(reason, []).append(f'{candidate.runtime} on {candidate.device}')
    return '; '.join(f'{", ".join(what)}: {reason}' for reason, what in kept.items())


def _candidates(options: EngineOptions) -> Iterator[EngineOptions]:
    """What the options can mean, the best first."""
    if options.device_kind == 'dla':    # auto never means it
        yield replace(options, runtime='tensorrt' if options.runtime == 'auto' else options.runtime)
        return
    for runtime, device in _AUTO if options.runtime == 'auto' else [(options.runtime, kind) for kind in DEVICES]:
        if options.device == 'auto':
            yield replace(options, runtime=runtime, device=device)
        elif options.device_kind == device:
            yield replace(options, runtime=runtime)


def _runtime(name: str) -> Runtime:
    module, _, attribute = _runtimes[name].partition(':')
    try:
        return getattr(importlib.import_module(module), attribute)
    except ModuleNotFoundError as error:
        raise EngineError(f'{error.name} is not installed') from error
    except ImportError as error:
        raise EngineError(f'it cannot be imported: {error}') from error

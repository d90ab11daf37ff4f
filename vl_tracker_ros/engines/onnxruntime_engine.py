"""Networks on ONNX Runtime, on the CPU or by its CUDA execution provider."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines.base import Arrays, EngineError, RuntimeNotUsable, check_feeds, check_shapes
from vl_tracker_ros.engines.nvidia import why_no_gpu
from vl_tracker_ros.engines.options import EngineOptions

Providers = list[tuple[str, dict[str, Any]]]
_ON_CPU: Providers = [('CPUExecutionProvider', {})]
_DTYPES = {'tensor(float)': np.dtype(np.float32), 'tensor(int64)': np.dtype(np.int64)}


class OnnxRuntimeEngine:
    """One ONNX file of a bundle."""

    name = 'onnxruntime'

    def __init__(self, bundle: Bundle, file: str, options: EngineOptions) -> None:
        path = bundle.file(file)
        self._session = _open(path, options, self.providers(options))
        inputs = self._session.get_inputs()
        check_shapes(path, {node.name: node.shape for node in inputs})
        self._inputs = {node.name: (_dtype(path, node), node.shape) for node in inputs}
        self.input_names = tuple(self._inputs)
        self.output_names = tuple(node.name for node in self._session.get_outputs())
        self._options = options

    @staticmethod
    def why_not(options: EngineOptions) -> str:
        if options.device_kind != 'cuda':
            return '' if options.precision in ('fp32', 'int8') else 'on the CPU it runs fp32 and int8'
        if options.precision != 'fp32':
            return 'on CUDA it runs fp32'
        return why_no_provider('CUDAExecutionProvider') or why_no_gpu(options.gpu_index)

    @staticmethod
    def providers(options: EngineOptions) -> Providers:
        """The execution providers that shall run the network, with their settings; the first takes what it can."""
        if options.device_kind != 'cuda':
            return _ON_CPU
        return [('CUDAExecutionProvider', {'device_id': options.gpu_index, 'use_tf32': 0})]    # TF32 is no fp32

    def run(self, feeds: Arrays) -> Arrays:
        check_feeds(feeds, self._inputs)
        try:
            return dict(zip(self.output_names, self._session.run(self.output_names, feeds)))
        except Exception as error:  # such as an index out of range, or a GPU out of memory
            raise EngineError(f'ONNX Runtime: {_first_line(error)}') from error

    def describe(self) -> str:
        return self._options.describe(f'{self.name} {onnxruntime.__version__}')


def why_no_provider(name: str) -> str:
    """'' if this build of ONNX Runtime has the execution provider, else a short reason."""
    return '' if name in onnxruntime.get_available_providers() else f'this onnxruntime has no {name}'


def _open(path: Path, options: EngineOptions, providers: Providers) -> onnxruntime.InferenceSession:
    try:
        session = onnxruntime.InferenceSession(str(path), _session_options(options), providers, enable_fallback=0)
    except Exception as error:  # onnxruntime raises its own classes, which share no base but this
        if options.device_kind == 'cpu':
            raise EngineError(f'{path}: ONNX Runtime cannot load it: {_first_line(error)}') from error
        _open(path, replace(options, device='cpu'), _ON_CPU)    # says so if it is the file's fault
        raise RuntimeNotUsable(f'ONNX Runtime cannot use {providers[0][0]}: {_first_line(error)}') from error
    if missing := [name for name, _ in providers if name not in session.get_providers()]:
        raise RuntimeNotUsable(f'ONNX Runtime could not start {missing[0]}; its own log says why')
    return session


def _session_options(options: EngineOptions) -> onnxruntime.SessionOptions:
    session_options = onnxruntime.SessionOptions()
    if options.threads is not None:
        session_options.intra_op_num_threads = options.threads
    session_options.inter_op_num_threads = 1
    # Spinning threads starve the camera and the executor on a robot that shares its cores.
    session_options.add_session_config_entry('session.intra_op.allow_spinning', '0')
    if options.device_kind == 'cuda':
        session_options.add_session_config_entry('session.disable_cpu_ep_fallback', '1')
    return session_options


def _dtype(path: Path, node: onnxruntime.NodeArg) -> np.dtype:
    try:
        return _DTYPES[node.type]
    except KeyError:
        raise EngineError(f'{path}: input {node.name!r} is {node.type}, but networks take float32 and int64') from None


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]

"""TensorRT without its compiler: a module with exactly the names of one version, whose plans onnxruntime runs.

What is asked of it that the version has not is an AttributeError, as it would be there.
"""
from __future__ import annotations

import base64
import ctypes
import importlib.machinery
import json
import os
import time
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnx
import onnxruntime
from google.protobuf.message import DecodeError

NAMES = Path(__file__).parents[1] / 'engines' / 'tensorrt' / 'api'
VERSIONS = ('8.6.1', '10.3.0', '10.16.1.11', '11.4.0.106')
_LAYERS = {'Conv': 'CONVOLUTION', 'LayerNormalization': 'NORMALIZATION', 'Softmax': 'SOFTMAX'}
_TIMING = b'timing'


def names_of(version: str) -> set[str]:
    return set((NAMES / f'tensorrt_{version}.txt').read_text().split())


class Control:
    """What a test says beforehand, and sees afterwards: one for a module."""

    def __init__(self) -> None:
        self.needs_mib = 0              # a workspace above this is too much for the GPU
        self.build_s = float(os.environ.get('FAKE_BUILD_S', 0))
        self.dla_cores = 0
        self.start_error = ''           # what it says when it does not start
        self.load_error = ''            # what TensorRT says when it refuses to load any plan
        self.builds: list[Build] = []


class Build:
    """One build, as it was asked for."""

    def __init__(self, network: Any, config: Any) -> None:
        self.flags, self.workspace_mib = config.flags, config.workspace >> 20
        self.typed_by = network.flag
        self.model = network.model
        self.held_full = [layer.kind for layer in network.layers if layer.held is not None]
        self.timing, self.dla = config.timing.content, config.dla


def fake_tensorrt(version: str, enqueue: Callable[[int, Callable[[], None]], None]) -> ModuleType:
    """The module; `enqueue` puts work on a stream of the GPU that belongs to it."""
    names = names_of(version)
    trt = ModuleType('tensorrt')
    trt.__version__ = version
    trt.__spec__ = importlib.machinery.ModuleSpec('tensorrt', None)
    trt.control = Control()
    for name, members in _enumerations(names).items():
        setattr(trt, name, IntEnum(name, members, start=0))
    trt.ILogger, trt.init_libnvinfer_plugins = _Logger, lambda logger, namespace: True
    if 'IProgressMonitor' in names:
        trt.IProgressMonitor = _ProgressMonitor
    trt.enqueue = enqueue
    trt.plain = {kind.__name__: type(kind.__name__, (kind,), {'trt': trt}) for kind in _OfTensorRt.__subclasses__()}
    for name, kind in trt.plain.items():
        setattr(trt, name, _strict(kind, names))
    return trt


def _enumerations(names: set[str]) -> dict[str, list[str]]:
    """Members by the name of their class: those whose names are capitals."""
    members: dict[str, list[str]] = {}
    for kind, _, member in (name.partition('.') for name in sorted(names)):
        members.setdefault(kind, []).extend([member] if member not in ('', 'itemsize', 'name', 'value') else [])
    return {kind: found for kind, found in members.items() if found and all(map(str.isupper, found))}


class _Logger:
    Severity = IntEnum('Severity', ['INTERNAL_ERROR', 'ERROR', 'WARNING', 'INFO', 'VERBOSE'], start=0)
    INTERNAL_ERROR, ERROR = Severity.INTERNAL_ERROR, Severity.ERROR


class _ProgressMonitor:
    """What a program derives its own from."""


def _strict(kind: type, names: set[str]) -> type:
    """The class without what is not in `names`; names with an underscore are the fake's own."""
    def check(name: str) -> None:
        if not name.startswith('_') and f'{kind.__name__}.{name}' not in names:
            raise AttributeError(f'{kind.__name__} of this version has no {name}')

    class Strict:
        def __init__(self, *arguments: Any) -> None:
            object.__setattr__(self, '_inner', kind(*map(_inner, arguments)))

        def __getattr__(self, name: str) -> Any:
            check(name)
            value = getattr(self._inner, name)
            if not callable(value):
                return value
            return lambda *arguments: value(*map(_inner, arguments))

        def __setattr__(self, name: str, value: Any) -> None:
            check(name)
            setattr(self._inner, name, value)

        def __repr__(self) -> str:
            return f'{kind.__name__}({self._inner.__dict__})'
    Strict.__name__ = kind.__name__
    return Strict


def _inner(value: Any) -> Any:
    return getattr(value, '_inner', value)


class _OfTensorRt:
    """What a class of the module does; `trt` is the module that it belongs to."""

    trt: Any


class Builder(_OfTensorRt):
    def __init__(self, logger: Any) -> None:
        if self.trt.control.start_error:
            logger.log(self.trt.ILogger.ERROR, self.trt.control.start_error)
            raise TypeError('pybind11::init(): factory function returned nullptr')
        self._logger = logger
        self.num_DLA_cores = self.trt.control.dla_cores

    def create_network(self, flags: int) -> Any:
        return self.trt.INetworkDefinition(flags)

    def create_builder_config(self) -> Any:
        return self.trt.IBuilderConfig()

    def build_serialized_network(self, network: Any, config: Any) -> bytes | None:
        build = Build(network, config)
        self.trt.control.builds.append(build)
        if self.trt.control.needs_mib and build.workspace_mib > self.trt.control.needs_mib:
            self._logger.log(self.trt.ILogger.ERROR, '[virtualMemoryBuffer.cpp] OutOfMemory (no\n bytes)')
            return None
        self._wait(config.progress_monitor)
        config.timing.content = _TIMING + network.model.graph.name.encode()
        onnx_bytes = base64.b64encode(network.model.SerializeToString()).decode()
        return json.dumps({'version': self.trt.__version__, 'onnx': onnx_bytes}).encode()

    def _wait(self, monitor: Any) -> None:
        if monitor is not None:
            monitor.phase_start('Tactic selection', None, 10)
        for step in range(10):
            if monitor is not None:
                monitor.step_complete('Tactic selection', step)
            time.sleep(self.trt.control.build_s / 10)


class IBuilderConfig(_OfTensorRt):
    def __init__(self) -> None:
        self.flags: set[str] = set()
        self.workspace, self.timing, self.progress_monitor = 0, None, None
        self.default_device_type, self.DLA_core = self.trt.DeviceType.GPU, -1

    @property
    def dla(self) -> int | None:
        return self.DLA_core if self.default_device_type == self.trt.DeviceType.DLA else None

    def set_flag(self, flag: IntEnum) -> None:
        self.flags.add(flag.name)

    def clear_flag(self, flag: IntEnum) -> None:
        self.flags.add(f'no {flag.name}')

    def set_memory_pool_limit(self, pool: IntEnum, size: int) -> None:
        assert pool is self.trt.MemoryPoolType.WORKSPACE
        self.workspace = size

    def create_timing_cache(self, content: bytes) -> Any:
        return self.trt.ITimingCache(content) if content.startswith(_TIMING) or not content else None

    def set_timing_cache(self, cache: Any, ignore_mismatch: bool) -> bool:
        self.timing = cache
        return True

    def get_timing_cache(self) -> Any:
        return self.timing

    def can_run_on_DLA(self, layer: Any) -> bool:
        return layer.kind == 'CONVOLUTION'


class ITimingCache(_OfTensorRt):
    def __init__(self, content: bytes) -> None:
        self.content = content

    def serialize(self) -> bytes:
        return self.content


class INetworkDefinition(_OfTensorRt):
    def __init__(self, flags: int) -> None:
        self.flag = next(flag.name for flag in self.trt.NetworkDefinitionCreationFlag if 1 << int(flag) == flags)
        self.model, self.layers = onnx.ModelProto(), []

    num_inputs = property(lambda self: len(self.model.graph.input))
    num_outputs = property(lambda self: len(self.model.graph.output))
    num_layers = property(lambda self: len(self.layers))

    def get_input(self, index: int) -> Any:
        return self.trt.ITensor(self.model.graph.input[index])

    def get_output(self, index: int) -> Any:
        return self.trt.ITensor(self.model.graph.output[index])

    def get_layer(self, index: int) -> Any:
        layer = self.trt.ILayer()
        object.__setattr__(layer, '_inner', self.layers[index])
        return layer


class ITensor(_OfTensorRt):
    def __init__(self, value: onnx.ValueInfoProto) -> None:
        self.name, tensor = value.name, value.type.tensor_type
        self.dtype = _dtype(self.trt, tensor.elem_type)
        self.shape = tuple(dim.dim_value or -1 for dim in tensor.shape.dim)


class ILayer(_OfTensorRt):
    def __init__(self, node: onnx.NodeProto | None = None) -> None:
        self.kind = _LAYERS.get(node.op_type, 'ELEMENTWISE') if node else ''
        self.held: Any = None

    type = property(lambda self: self.trt.LayerType[self.kind])
    precision = property(lambda self: self.held, lambda self, value: setattr(self, 'held', value))


class OnnxParser(_OfTensorRt):
    def __init__(self, network: Any, logger: Any) -> None:
        self._network, self._error = network, ''

    num_errors = property(lambda self: int(bool(self._error)))

    def parse(self, content: bytes) -> bool:
        try:
            model = onnx.load_from_string(content)
        except DecodeError:
            self._error = 'In node -1:\n Failed to parse ONNX model'
            return False
        if model.opset_import[0].version > (17 if self.trt.__version__.startswith('8.') else 25):
            self._error = f'opset {model.opset_import[0].version} is not supported'
            return False
        self._network.model = model
        self._network.layers = [self.trt.plain['ILayer'](node) for node in model.graph.node]
        return True

    def get_error(self, index: int) -> Any:
        return self.trt.ParserError(self._error)


class ParserError(_OfTensorRt):
    def __init__(self, text: str) -> None:
        self._text = text

    def desc(self) -> str:
        return self._text


class Runtime(_OfTensorRt):
    def __init__(self, logger: Any) -> None:
        self._logger, self.DLA_core = logger, -1

    def deserialize_cuda_engine(self, plan: bytes) -> Any:
        content = json.loads(plan)
        same_version = content['version'] == self.trt.__version__
        error = self.trt.control.load_error or ('' if same_version else 'version tag mismatch')
        if error:
            self._logger.log(self.trt.ILogger.ERROR, error)
            return None
        return self.trt.ICudaEngine(base64.b64decode(content['onnx']))


class ICudaEngine(_OfTensorRt):
    def __init__(self, content: bytes) -> None:
        graph = onnx.load_from_string(content).graph
        self._content = content
        self._values = {value.name: self.trt.ITensor(value) for value in (*graph.output, *graph.input)}
        self._inputs = {value.name for value in graph.input}

    num_io_tensors = property(lambda self: len(self._values))

    def get_tensor_name(self, index: int) -> str:
        return list(self._values)[index]

    def get_tensor_mode(self, name: str) -> IntEnum:
        return self.trt.TensorIOMode.INPUT if name in self._inputs else self.trt.TensorIOMode.OUTPUT

    def get_tensor_dtype(self, name: str) -> IntEnum:
        return self._values[name].dtype

    def get_tensor_shape(self, name: str) -> tuple[int, ...]:
        return self._values[name].shape

    def create_execution_context(self) -> Any:
        return self.trt.IExecutionContext(self)


class IExecutionContext(_OfTensorRt):
    def __init__(self, engine: Any) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(engine._content, options, ['CPUExecutionProvider'])
        self._engine, self._addresses = engine, {}

    def set_tensor_address(self, name: str, address: int) -> bool:
        self._addresses[name] = address
        return True

    def execute_async_v3(self, stream: int) -> bool:
        self.trt.enqueue(stream, self._execute)
        return True

    def _execute(self) -> None:
        memory = {name: self._array(name, address) for name, address in self._addresses.items()}
        feeds = {name: memory[name] for name in self._engine._inputs}
        feeds = {name: array.astype(np.int64) if array.dtype == np.int32 else array
                 for name, array in feeds.items()}
        for output, value in zip(self._session.get_outputs(), self._session.run(None, feeds)):
            memory[output.name][:] = value

    def _array(self, name: str, address: int) -> np.ndarray:
        dtype = np.dtype({'FLOAT': 'f4', 'INT32': 'i4', 'INT64': 'i8'}[self._engine.get_tensor_dtype(name).name])
        shape = self._engine.get_tensor_shape(name)
        size = int(np.prod(shape)) * dtype.itemsize
        return np.frombuffer((ctypes.c_byte * size).from_address(address), dtype).reshape(shape)


def _dtype(trt: ModuleType, elem_type: int) -> Any:
    name = {onnx.TensorProto.FLOAT: 'FLOAT', onnx.TensorProto.INT64: 'INT64', onnx.TensorProto.FLOAT16: 'HALF',
            onnx.TensorProto.BOOL: 'BOOL'}[elem_type]
    return trt.DataType.INT32 if name == 'INT64' and not hasattr(trt.DataType, 'INT64') else trt.DataType[name]

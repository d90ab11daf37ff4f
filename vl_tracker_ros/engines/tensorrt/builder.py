"""A TensorRT plan of an ONNX file, by TensorRT 8.6, 10 or 11. What a version can do is asked of it, not of its number.

From 10 on layers compute in the types of the graph, so that float16 is a graph of its own (`half.py`). 8.6 chooses
types by flags, and so does 10 for a DLA, which it does not do with a typed graph. int8 is a graph with quantised
layers, whose other layers compute in float32. 8.6 reads opset 17 and no newer one (`opset17.py`).
"""
from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import tensorrt as trt

from vl_tracker_ros.engines.base import EngineError, RuntimeNotUsable
from vl_tracker_ros.engines.tensorrt.messages import MESSAGES
from vl_tracker_ros.engines.tensorrt.progress import Progress
from vl_tracker_ros.engines.tensorrt.signature import Signature, of_network

WORKSPACES_MIB = (2048, 1024, 512, 256, 128, 64)
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    """What to build: `dla_core` is None for the GPU."""

    path: Path
    precision: str
    dla_core: int | None = None


@dataclass(frozen=True)
class Built:
    """A serialised plan; `timing` is what TensorRT has measured of layers, which makes the next build faster.

    `left_to_gpu` counts, by kind, the layers that the DLA does not take; empty without a DLA.
    """

    plan: bytes
    signature: Signature
    workspace_mib: int
    timing: bytes
    left_to_gpu: dict[str, int]


def build(request: Request, timing: bytes, progress: Progress) -> Built:
    """Build with the largest workspace that the GPU has memory for.

    Raises EngineError when TensorRT does not start, for a file that it cannot read, shapes that are not fixed, and when
    no workspace is small enough.
    """
    builder = _builder()
    if request.dla_core is not None and request.dla_core >= builder.num_DLA_cores:
        raise EngineError(f'there is no DLA {request.dla_core}, only {builder.num_DLA_cores}')
    network = builder.create_network(1 << int(_creation_flag(request)))
    _parse(network, request)
    signature = of_network(network)
    for workspace_mib in WORKSPACES_MIB:
        config = _config(builder, network, request, workspace_mib)
        cache = config.create_timing_cache(timing) or config.create_timing_cache(b'')
        config.set_timing_cache(cache, False)
        monitor = _monitor(config, progress)    # noqa: F841 - lives as long as the build
        MESSAGES.errors.clear()
        plan = builder.build_serialized_network(network, config)
        if plan is not None:
            measured = bytes(config.get_timing_cache().serialize())
            return Built(bytes(plan), signature, workspace_mib, measured, _left_to_gpu(config, network, request))
        if not MESSAGES.out_of_memory:
            raise EngineError(f'{request.path}: TensorRT cannot build it: {MESSAGES.cause}')
        _log.warning('%s: not enough GPU memory with a workspace of %d MiB', request.path.name, workspace_mib)
    raise EngineError(f'{request.path}: not enough GPU memory to build it, even with a workspace of '
                      f'{WORKSPACES_MIB[-1]} MiB: {MESSAGES.cause}')


def _builder() -> trt.Builder:
    MESSAGES.errors.clear()
    try:
        return trt.Builder(MESSAGES)
    except TypeError as error:      # of the bindings, when there is none, as with a driver that is too old
        raise RuntimeNotUsable(f'TensorRT does not start: {MESSAGES.cause}') from error


def _typed_by_graph(request: Request) -> bool:
    by_flags = hasattr(trt.BuilderFlag, 'FP16') and request.dla_core is not None
    return hasattr(trt.NetworkDefinitionCreationFlag, 'STRONGLY_TYPED') and not by_flags


def _creation_flag(request: Request) -> trt.NetworkDefinitionCreationFlag:
    if _typed_by_graph(request):
        return trt.NetworkDefinitionCreationFlag.STRONGLY_TYPED
    return trt.NetworkDefinitionCreationFlag.EXPLICIT_BATCH


def _parse(network: trt.INetworkDefinition, request: Request) -> None:
    parser = trt.OnnxParser(network, MESSAGES)
    MESSAGES.errors.clear()
    if not parser.parse(_graph(request)):
        error = ' '.join(parser.get_error(0).desc().split()) if parser.num_errors else MESSAGES.cause
        raise EngineError(f'{request.path}: TensorRT cannot read it: {error}')


def _graph(request: Request) -> bytes:
    """What the parser is given: the file, or what has to be made of it."""
    try:
        if not hasattr(trt.NetworkDefinitionCreationFlag, 'STRONGLY_TYPED'):
            from vl_tracker_ros.engines.tensorrt.opset17 import opset17_graph
            return opset17_graph(request.path)
        if request.precision == 'fp16' and _typed_by_graph(request):
            from vl_tracker_ros.engines.tensorrt.half import half_graph
            return half_graph(request.path)
    except ModuleNotFoundError as error:
        raise EngineError(f'TensorRT {trt.__version__} needs {error.name} for a plan of {request.precision}: '
                          f'pip install {error.name}') from error
    return request.path.read_bytes()


def _config(builder: trt.Builder, network: trt.INetworkDefinition, request: Request,
            workspace_mib: int) -> trt.IBuilderConfig:
    config = builder.create_builder_config()
    config.set_memory_pool_limit(trt.MemoryPoolType.WORKSPACE, workspace_mib << 20)
    config.clear_flag(trt.BuilderFlag.TF32)     # fp32 means what it says
    if not _typed_by_graph(request):
        _type_by_flags(config, network, request.precision)
    if request.dla_core is not None:
        config.default_device_type = trt.DeviceType.DLA
        config.DLA_core = request.dla_core
        config.set_flag(trt.BuilderFlag.GPU_FALLBACK)
    return config


def _type_by_flags(config: trt.IBuilderConfig, network: trt.INetworkDefinition, precision: str) -> None:
    if precision == 'int8':
        config.set_flag(trt.BuilderFlag.INT8)
    if precision == 'fp16':
        config.set_flag(trt.BuilderFlag.FP16)
        config.set_flag(trt.BuilderFlag.OBEY_PRECISION_CONSTRAINTS)
        for layer in _layers(network):
            if layer.type in (trt.LayerType.NORMALIZATION, trt.LayerType.SOFTMAX):
                layer.precision = trt.DataType.FLOAT


def _monitor(config: trt.IBuilderConfig, progress: Progress) -> object:
    """Tells `progress` the phase of the build, where this version of TensorRT tells it."""
    if not hasattr(trt, 'IProgressMonitor'):
        return None

    class Monitor(trt.IProgressMonitor):
        def __init__(self) -> None:
            super().__init__()
            self._steps: dict[str, int] = {}

        def phase_start(self, phase_name: str, parent_phase: str | None, num_steps: int) -> None:
            self._steps[phase_name] = num_steps

        def step_complete(self, phase_name: str, step: int) -> bool:
            progress.phase = f'{phase_name} {step + 1}/{self._steps[phase_name]}'
            return True

        def phase_finish(self, phase_name: str) -> None:
            progress.phase = ''

    config.progress_monitor = Monitor()
    return config.progress_monitor


def _left_to_gpu(config: trt.IBuilderConfig, network: trt.INetworkDefinition, request: Request) -> dict[str, int]:
    if request.dla_core is None:
        return {}
    return dict(Counter(layer.type.name for layer in _layers(network) if not config.can_run_on_DLA(layer)))


def _layers(network: trt.INetworkDefinition) -> Iterator[trt.ILayer]:
    return (network.get_layer(i) for i in range(network.num_layers))

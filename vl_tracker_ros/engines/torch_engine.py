"""A network of a bundle as the torch module it was exported from; its weights are read from the ONNX file."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper
from torch import nn

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines.base import Arrays, EngineError, check_feeds
from vl_tracker_ros.engines.options import EngineOptions
from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.models.exported import build_network, read_graph


class TorchEngine:
    """tracker.onnx or text.onnx of a bundle, run by torch on the CPU: the part of the model with the file's name."""

    def __init__(self, bundle: Bundle, file: str, options: EngineOptions) -> None:
        graph = _read_graph(bundle.file(file))
        self._inputs = {value.name: _type_and_shape(value) for value in graph.input}
        self.input_names = tuple(self._inputs)
        self.output_names = tuple(value.name for value in graph.output)
        self._module = _build(bundle, file, graph)
        if options.threads is not None:
            torch.set_num_threads(options.threads)

    @torch.inference_mode()
    def run(self, feeds: Arrays) -> Arrays:
        check_feeds(feeds, self._inputs)
        tensors = {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in feeds.items()}
        try:
            results = self._module(**tensors)
        except (RuntimeError, IndexError) as error:
            raise EngineError(f'torch: {str(error).splitlines()[0]}') from error
        results = results if isinstance(results, tuple) else (results,)
        return {name: value.numpy() for name, value in zip(self.output_names, results)}

    def describe(self) -> str:
        return f'torch {torch.__version__}, cpu, {torch.get_num_threads()} threads'


def _read_graph(path: Path) -> onnx.GraphProto:
    try:
        return read_graph(path)
    except CheckpointError as error:
        raise EngineError(str(error)) from error


def _type_and_shape(value: onnx.ValueInfoProto) -> tuple[np.dtype, list[int]]:
    tensor = value.type.tensor_type
    return helper.tensor_dtype_to_np_dtype(tensor.elem_type), [dim.dim_value for dim in tensor.shape.dim]


def _build(bundle: Bundle, file: str, graph: onnx.GraphProto) -> nn.Module:
    try:
        return build_network(bundle, file, graph)
    except (KeyError, CheckpointError) as error:
        raise EngineError(f'{bundle.name}: torch cannot build {bundle.model!r}: {error.args[0]}') from error

"""The part of a bundle's model that a network file was exported from; its weights are read from the file."""
from __future__ import annotations

import numpy as np
import onnx
import torch
from onnx import helper
from torch import Tensor, nn

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines.base import Arrays, EngineError, check_shapes
from vl_tracker_ros.engines.cuda_graph import CudaGraph
from vl_tracker_ros.engines.options import EngineOptions
from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.models.exported import build_network, read_graph

_HALVES = {'fp16': torch.float16, 'bf16': torch.bfloat16}


class TorchNetwork:
    """Arrays in and out. On a GPU it is recorded as a CUDA graph; in half precision autocast keeps in float32 what
    suffers from less. What is set of torch here holds for the whole process.

    inputs: type and shape of each. Raises EngineError for a file or model that it cannot use.
    """

    def __init__(self, bundle: Bundle, file: str, options: EngineOptions) -> None:
        module, self.inputs, self.output_names = _load(bundle, file)
        if options.threads is not None:
            torch.set_num_threads(options.threads)
        torch.backends.cudnn.allow_tf32 = False     # convolutions in fp32 as asked, as matrix products are
        self._device, self._half = torch.device(options.device), _HALVES.get(options.precision)
        try:
            self._module = module.to(self._device)
            self._function = self._recorded() if options.device_kind == 'cuda' else self._forward
        except (RuntimeError, AssertionError) as error:     # the second from a torch that is built without CUDA
            raise _engine_error(error) from error

    @torch.inference_mode()
    def __call__(self, feeds: Arrays) -> list[np.ndarray]:
        """The outputs, float32, in the order of `output_names`."""
        tensors = {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in feeds.items()}
        try:
            return [value.float().cpu().numpy() for value in self._function(tensors)]
        except (RuntimeError, IndexError) as error:
            raise _engine_error(error) from error

    def _forward(self, tensors: dict[str, Tensor]) -> tuple[Tensor, ...]:
        with torch.autocast(self._device.type, self._half, enabled=self._half is not None):
            results = self._module(**tensors)
        return results if isinstance(results, tuple) else (results,)

    @torch.inference_mode()
    def _recorded(self) -> CudaGraph:
        with torch.cuda.device(self._device):
            return CudaGraph(self._forward, {name: torch.from_numpy(np.zeros(shape, dtype)).to(self._device)
                                             for name, (dtype, shape) in self.inputs.items()})


def _load(bundle: Bundle, file: str) -> tuple[nn.Module, dict[str, tuple[np.dtype, list[int]]], tuple[str, ...]]:
    """The module, type and shape of its inputs, names of its outputs."""
    path = bundle.file(file)
    try:
        graph = read_graph(path)
        inputs = {value.name: _type_and_shape(value) for value in graph.input}
        check_shapes(path, {name: shape for name, (_, shape) in inputs.items()})
        return build_network(bundle, file, graph), inputs, tuple(value.name for value in graph.output)
    except (KeyError, CheckpointError) as error:
        raise EngineError(f'{bundle.name}: torch cannot build {bundle.model!r}: {error.args[0]}') from error


def _type_and_shape(value: onnx.ValueInfoProto) -> tuple[np.dtype, list[int]]:
    tensor = value.type.tensor_type
    return (helper.tensor_dtype_to_np_dtype(tensor.elem_type),
            [dim.dim_value or dim.dim_param for dim in tensor.shape.dim])


def _engine_error(error: Exception) -> EngineError:
    return EngineError(f'torch: {str(error).splitlines()[0]}')

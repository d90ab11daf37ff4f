"""Names, types and shapes of a network's inputs and outputs."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import tensorrt as trt

from vl_tracker_ros.engines.base import EngineError

_DTYPES = {trt.DataType.FLOAT: 'float32', trt.DataType.INT32: 'int32'}
if hasattr(trt.DataType, 'INT64'):      # 8.6 makes int32 of it
    _DTYPES[trt.DataType.INT64] = 'int64'


@dataclass(frozen=True)
class Tensor:
    """An input or output; `dtype` is numpy's name of what is copied to the GPU or from it."""

    name: str
    is_input: bool
    dtype: str
    shape: tuple[int, ...]


Signature = tuple[Tensor, ...]


def of_network(network: trt.INetworkDefinition) -> Signature:
    """Raises EngineError for a shape that is not fixed and for a type that the network contract has not."""
    inputs = (_of_tensor(network.get_input(i), True) for i in range(network.num_inputs))
    outputs = (_of_tensor(network.get_output(i), False) for i in range(network.num_outputs))
    return (*inputs, *outputs)


def of_engine(engine: trt.ICudaEngine) -> Signature:
    names = [engine.get_tensor_name(i) for i in range(engine.num_io_tensors)]
    return tuple(_checked(name, engine.get_tensor_mode(name) == trt.TensorIOMode.INPUT, engine.get_tensor_dtype(name),
                          engine.get_tensor_shape(name)) for name in names)


def _of_tensor(tensor: trt.ITensor, is_input: bool) -> Tensor:
    return _checked(tensor.name, is_input, tensor.dtype, tensor.shape)


def _checked(name: str, is_input: bool, dtype: trt.DataType, shape: Sequence[int]) -> Tensor:
    fixed = tuple(shape)
    if min(fixed, default=1) < 1:
        raise EngineError(f'{name!r} has no fixed shape: {list(fixed)}')
    if dtype not in _DTYPES:
        raise EngineError(f'{name!r} is {dtype}, which the network contract has not')
    return Tensor(name, is_input, _DTYPES[dtype], fixed)

"""The half graph: an ONNX network whose products compute in float16, for a TensorRT that types layers by the graph.

onnxruntime has a converter too, but it names two nodes alike where a value feeds several layers that stay float32,
leaves the nodes unsorted, and rounds to float16 between neighbours that both stay float32.
"""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

from vl_tracker_ros.engines.tensorrt.onnx_file import read_network

PRODUCTS = frozenset({'Conv', 'ConvTranspose', 'Einsum', 'Gemm', 'MatMul'})
# Sums over many values, whose range or precision float16 has not; coordinates, which it would round; and what makes
# float32 of something else.
FULL = frozenset({
    'Cast', 'Constant', 'ConstantOfShape', 'CumSum', 'Exp', 'GridSample', 'InstanceNormalization', 'LayerNormalization',
    'Log', 'Pow', 'Range', 'ReduceL2', 'ReduceMean', 'ReduceSum', 'Resize', 'Softmax', 'Sqrt', 'TopK'})
_SUFFIX = {TensorProto.FLOAT: 'full', TensorProto.FLOAT16: 'half'}


def half_graph(path: Path) -> bytes:
    """The network of an ONNX file, serialised; its inputs and outputs stay float32.

    So do statistics, all that comes after the last product, which costs nothing, and the nodes that give the outputs.
    Raises EngineError for a file that is no ONNX.
    """
    model = onnx.shape_inference.infer_shapes(read_network(path))
    model.graph.CopyFrom(_Halver(model.graph).halved())
    return model.SerializeToString()


class _Halver:
    """Goes through the nodes in their order and gives each one inputs of its type, cast once where need be."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self._graph = graph
        self._type = {value.name: value.type.tensor_type.elem_type
                      for value in (*graph.input, *graph.output, *graph.value_info)}
        self._type |= {tensor.name: tensor.data_type for tensor in graph.initializer}
        self._weights = {tensor.name: tensor for tensor in graph.initializer}
        self._nodes: list[NodeProto] = []
        self._cast: dict[tuple[str, int], str] = {}

    def halved(self) -> onnx.GraphProto:
        for node, is_half in zip(self._graph.node, _half_nodes(self._graph)):
            self._convert(node, TensorProto.FLOAT16 if is_half else TensorProto.FLOAT)
        read = {name for node in self._nodes for name in node.input}
        weights = [tensor for tensor in self._weights.values() if tensor.name in read]
        return helper.make_graph(self._nodes, self._graph.name, self._graph.input, self._graph.output, weights)

    def _convert(self, node: NodeProto, wanted: int) -> None:
        node.input[:] = [self._as(name, wanted) for name in node.input]
        self._nodes.append(node)
        self._type |= {name: wanted for name in node.output if self._type.get(name) == TensorProto.FLOAT}

    def _as(self, name: str, wanted: int) -> str:
        """The name of the value in the wanted type; a value that is no float has only one."""
        if self._type.get(name) not in _SUFFIX or self._type[name] == wanted:
            return name
        if (name, wanted) not in self._cast:
            self._cast[name, wanted] = cast = f'{name}.{_SUFFIX[wanted]}'
            if name in self._weights:
                array = numpy_helper.to_array(self._weights[name])
                array = to_half(array) if wanted == TensorProto.FLOAT16 else array.astype(np.float32)
                self._weights[cast] = numpy_helper.from_array(array, cast)
            else:
                self._nodes.append(helper.make_node('Cast', [name], [cast], name=cast, to=wanted))
        return self._cast[name, wanted]


def _half_nodes(graph: onnx.GraphProto) -> list[bool]:
    """For each node whether it computes in float16."""
    outputs = {value.name for value in graph.output}
    before_product: set[str] = set()
    half = []
    for node in reversed(graph.node):
        leads_to_product = not before_product.isdisjoint(node.output)
        if leads_to_product or node.op_type in PRODUCTS:
            before_product.update(node.input)
        half.append((leads_to_product or node.op_type in PRODUCTS) and node.op_type not in FULL
                    and outputs.isdisjoint(node.output))
    return half[::-1]


def to_half(array: NDArray[np.float32]) -> NDArray[np.float16]:
    """Finite values stay finite, and those that guard a division stay above 0."""
    limits = np.finfo(np.float16)
    half = np.where(np.isfinite(array), np.clip(array, limits.min, limits.max), array).astype(np.float16)
    return np.where((half == 0) & (array != 0), np.copysign(limits.smallest_subnormal, half), half)

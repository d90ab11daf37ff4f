"""The arithmetic of a network, counted in its ONNX file."""
from __future__ import annotations

from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import onnx

Shape = tuple[int, ...]


def count_flops(path: Path) -> int:
    """Two for each multiplication and addition together, of all matrix products and convolutions; the rest is not
    counted. Needs the package `onnx`, and a graph of fixed shapes: KeyError otherwise."""
    import onnx

    graph = onnx.shape_inference.infer_shapes(onnx.load(path), data_prop=True).graph
    shapes = _shapes(graph)
    return sum(2 * _MULTIPLICATIONS[node.op_type](node, shapes) for node in graph.node
               if node.op_type in _MULTIPLICATIONS)


def _shapes(graph: onnx.GraphProto) -> dict[str, Shape]:
    values = (*graph.input, *graph.value_info, *graph.output)
    found = {value.name: tuple(dim.dim_value for dim in value.type.tensor_type.shape.dim) for value in values}
    fixed = {name: shape for name, shape in found.items() if all(shape)}
    return fixed | {tensor.name: tuple(tensor.dims) for tensor in graph.initializer}


def _attribute(node: onnx.NodeProto, name: str) -> onnx.AttributeProto | None:
    return next((attribute for attribute in node.attribute if attribute.name == name), None)


def _matmul(node: onnx.NodeProto, shapes: dict[str, Shape]) -> int:
    return prod(shapes[node.output[0]]) * shapes[node.input[0]][-1]


def _gemm(node: onnx.NodeProto, shapes: dict[str, Shape]) -> int:
    transposed = _attribute(node, 'transA')
    return prod(shapes[node.output[0]]) * shapes[node.input[0]][0 if transposed and transposed.i else 1]


def _convolution(node: onnx.NodeProto, shapes: dict[str, Shape]) -> int:
    return prod(shapes[node.output[0]]) * prod(shapes[node.input[1]][1:])


def _transposed_convolution(node: onnx.NodeProto, shapes: dict[str, Shape]) -> int:
    return prod(shapes[node.input[0]]) * prod(shapes[node.input[1]][1:])


def _einsum(node: onnx.NodeProto, shapes: dict[str, Shape]) -> int:
    terms = _attribute(node, 'equation').s.decode().replace(' ', '').partition('->')[0].split(',')
    return prod({letter: size for term, name in zip(terms, node.input)
                 for letter, size in zip(term, shapes[name])}.values())


_MULTIPLICATIONS: dict[str, Callable[[onnx.NodeProto, dict[str, Shape]], int]] = {
    'MatMul': _matmul, 'Gemm': _gemm, 'Conv': _convolution, 'ConvTranspose': _transposed_convolution,
    'Einsum': _einsum}

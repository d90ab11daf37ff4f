"""A network of opset 18 in the words of 17, for TensorRT 8.6.

Its parser overlooks the axes that opset 18 made an input of reductions, and reduces over all of them without a word;
onnx has no converter for it.
"""
from __future__ import annotations

from pathlib import Path

import onnx
from onnx import NodeProto, helper, numpy_helper

from vl_tracker_ros.engines.base import EngineError
from vl_tracker_ros.engines.tensorrt.onnx_file import read_network

_REDUCTIONS = frozenset({'ReduceL1', 'ReduceL2', 'ReduceLogSum', 'ReduceLogSumExp', 'ReduceMax', 'ReduceMean',
                         'ReduceMin', 'ReduceProd', 'ReduceSumSquare'})      # ReduceSum has its axes so since 13
_NEW_ATTRIBUTES = {'Split': 'num_outputs', **dict.fromkeys(_REDUCTIONS, 'noop_with_empty_axes')}


def opset17_graph(path: Path) -> bytes:
    """The network of an ONNX file, serialised. Raises EngineError for one that opset 17 cannot say."""
    model = read_network(path)
    opset = next(one for one in model.opset_import if not one.domain)
    if opset.version > 17:
        weights = {tensor.name: tensor for tensor in model.graph.initializer}
        for node in model.graph.node:
            _lower(node, weights)
        opset.version = 17
        try:
            onnx.checker.check_model(model, full_check=True)
        except (onnx.checker.ValidationError, onnx.shape_inference.InferenceError) as error:
            raise EngineError(f'{path}: cannot be said in opset 17, the last that TensorRT 8.6 reads: '
                              f'{str(error).splitlines()[0]}') from error
    return model.SerializeToString()


def _lower(node: NodeProto, weights: dict[str, onnx.TensorProto]) -> None:
    if node.op_type in _NEW_ATTRIBUTES:
        kept = [one for one in node.attribute if one.name != _NEW_ATTRIBUTES[node.op_type]]
        del node.attribute[:]
        node.attribute.extend(kept)
    if node.op_type in _REDUCTIONS and len(node.input) > 1 and node.input[1] in weights:
        axes = numpy_helper.to_array(weights[node.input.pop()])
        node.attribute.append(helper.make_attribute('axes', axes.tolist()))

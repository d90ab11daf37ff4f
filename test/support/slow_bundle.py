"""The colour bundle with a network that takes its time: it multiplies large matrices, and does nothing with them."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from support.colour_bundle import SECTIONS, write_colour_bundle

from vl_tracker_ros.bundle import write_bundle

SIDE = 256


def write_slow_bundle(folder: Path, rounds: int) -> Path:
    """A thousand rounds take a second or so."""
    network = onnx.load(write_colour_bundle(folder) / 'tracker.onnx')
    for node in network.graph.node:
        node.output[:] = ['quick' if name == 'scores' else name for name in node.output]
    constants = {'rounds': np.int64(rounds), 'for_ever': np.bool_(True), 'matrix': np.eye(SIDE, dtype=np.float32),
                 'naught': np.float32(0)}
    network.graph.initializer.extend(numpy_helper.from_array(np.asarray(value), name)
                                     for name, value in constants.items())
    network.graph.node.extend([
        helper.make_node('ReduceMean', ['search'], ['seen'], keepdims=0),       # so that it is done for every image
        helper.make_node('Mul', ['matrix', 'seen'], ['work']),
        helper.make_node('Loop', ['rounds', 'for_ever', 'work'], ['worked'], body=_multiply()),
        helper.make_node('ReduceMean', ['worked'], ['done'], keepdims=0),
        helper.make_node('Mul', ['done', 'naught'], ['gain']),
        helper.make_node('Add', ['quick', 'gain'], ['scores'])])
    onnx.save(network, folder / 'tracker.onnx')
    write_bundle(folder, {**SECTIONS, 'name': 'slow'})
    return folder


def _multiply() -> onnx.GraphProto:
    square, flag = (TensorProto.FLOAT, [SIDE, SIDE]), (TensorProto.BOOL, [])
    return helper.make_graph(
        [helper.make_node('MatMul', ['left', 'matrix'], ['product']), helper.make_node('Identity', ['go'], ['on'])],
        'multiply',
        [helper.make_tensor_value_info('round', TensorProto.INT64, []), helper.make_tensor_value_info('go', *flag),
         helper.make_tensor_value_info('left', *square)],
        [helper.make_tensor_value_info('on', *flag), helper.make_tensor_value_info('product', *square)])

"""Reading a network to change it for TensorRT. Needs onnx, which a robot does not have to have."""
from __future__ import annotations

from pathlib import Path

import onnx
from google.protobuf.message import DecodeError

from vl_tracker_ros.engines.base import EngineError


def read_network(path: Path) -> onnx.ModelProto:
    """The network, with its constants as weights. Raises EngineError for a file that is no ONNX."""
    try:
        model = onnx.load(path)
    except DecodeError as error:
        raise EngineError(f'{path}: is no ONNX file: {error}') from error
    graph = model.graph
    constants = [node for node in graph.node if node.op_type == 'Constant' and node.attribute[0].name == 'value']
    for node in constants:
        graph.initializer.append(node.attribute[0].t)
        graph.initializer[-1].name = node.output[0]
        graph.node.remove(node)
    return model

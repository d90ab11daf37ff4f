"""A network whose weights lie elsewhere is told, wherever in the graph they hide, and whatever else is in the file."""
from __future__ import annotations

from pathlib import Path

import onnx
import pytest
from google.protobuf.descriptor import Descriptor
from onnx import TensorProto, helper

from vl_tracker_ros.onnx_parts import LEADS, has_external_data

SHIPPED = sorted((Path(__file__).parents[1] / 'vl_tracker_ros' / 'bundles').glob('*/*.onnx'))


def elsewhere() -> TensorProto:
    tensor = TensorProto(name='w', data_type=TensorProto.FLOAT, dims=[1], data_location=TensorProto.EXTERNAL)
    tensor.external_data.add(key='location', value='../secret.bin')
    return tensor


def graph(nodes: list[onnx.NodeProto] = [], weights: list[TensorProto] = []) -> onnx.GraphProto:
    return helper.make_graph(nodes, 'g', [], [], weights)


def constant() -> onnx.NodeProto:
    return helper.make_node('Constant', [], ['c'], value=elsewhere())


def branch() -> onnx.NodeProto:
    return helper.make_node('If', ['c'], ['y'], then_branch=graph(weights=[elsewhere()]), else_branch=graph())


def nested(depth: int) -> onnx.NodeProto:
    node = constant()
    for _ in range(depth):
        node = helper.make_node('If', ['c'], ['y'], then_branch=graph([node]))
    return node


def function_of(node: onnx.NodeProto) -> onnx.ModelProto:
    function = helper.make_function('own', 'F', [], ['c'], [node], [helper.make_opsetid('', 17)])
    return helper.make_model(graph(), functions=[function])


def sparse() -> onnx.ModelProto:
    values = elsewhere()
    model = helper.make_model(graph())
    model.graph.sparse_initializer.add().values.CopyFrom(values)
    return model


@pytest.mark.parametrize('model', [
    helper.make_model(graph(weights=[elsewhere()])), helper.make_model(graph([constant()])),
    helper.make_model(graph([branch()])), helper.make_model(graph([nested(20)])), function_of(constant()), sparse(),
], ids=['initializer', 'constant', 'branch', 'deep', 'function', 'sparse'])
def test_weights_elsewhere_are_found(model: onnx.ModelProto, tmp_path: Path) -> None:
    path = tmp_path / 'tracker.onnx'
    path.write_bytes(model.SerializeToString())
    assert has_external_data(path)
    path.write_bytes(helper.make_model(graph(weights=[TensorProto(name='w')])).SerializeToString()
                     + model.SerializeToString())      # a parser puts the two together
    assert has_external_data(path)


def test_numbers_that_are_written_longer_than_they_need_to_be_hide_nothing(tmp_path: Path) -> None:
    inner = helper.make_model(graph(weights=[elsewhere()])).graph.SerializeToString()
    padded_key, size = bytes([7 << 3 | 2 | 0x80, 0x80, 0x00]), len(inner)
    path = tmp_path / 'tracker.onnx'
    path.write_bytes(padded_key + bytes([size & 0x7f | 0x80, size >> 7 | 0x80, 0x80, 0x00]) + inner)
    assert onnx.load(path, load_external_data=False).graph.initializer[0].external_data
    assert has_external_data(path)


def test_a_parser_s_groups_hide_nothing(tmp_path: Path) -> None:
    inner = helper.make_model(graph(weights=[elsewhere()])).SerializeToString()
    path = tmp_path / 'tracker.onnx'
    begin, end = (bytes([200 << 3 & 0x7f | kind | 0x80, 200 >> 4]) for kind in (3, 4))
    path.write_bytes(begin + inner + end + inner)
    assert onnx.load(path, load_external_data=False).graph.initializer[0].external_data
    assert has_external_data(path)


@pytest.mark.parametrize('path', SHIPPED, ids=lambda path: f'{path.parent.name}/{path.name}')
def test_shipped_networks_are_whole(path: Path) -> None:
    assert not has_external_data(path)


@pytest.mark.parametrize('content', [b'', b'not a network', b'\xff' * 100, b'\x3a\xff\xff\xff\xff\x0f'])
def test_what_no_parser_takes_is_nothing(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / 'tracker.onnx'
    path.write_bytes(content)
    assert not has_external_data(path)


def messages(found: dict[str, Descriptor], message: Descriptor) -> dict[str, Descriptor]:
    """All that a message may hold, by name."""
    if message.name not in found:
        found[message.name] = message
        for field in message.fields:
            if field.message_type is not None:
                messages(found, field.message_type)
    return found


def test_all_ways_to_a_tensor_are_known() -> None:
    known = messages({}, onnx.ModelProto.DESCRIPTOR)
    ways: dict[str, dict[int, str]] = {'TensorProto': {13: 'external_data'}}
    for _ in known:         # until nothing is new
        for name, message in known.items():
            if name != 'TensorProto' and (on := {field.number: field.message_type.name for field in message.fields if
                                                 field.message_type and field.message_type.name in ways}):
                ways[name] = on
    assert LEADS == ways
    assert TensorProto.DESCRIPTOR.fields_by_name['external_data'].number == 13

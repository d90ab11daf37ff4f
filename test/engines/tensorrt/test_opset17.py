from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.engines import EngineError
from vl_tracker_ros.engines.tensorrt.opset17 import opset17_graph

FILES = [(name, file) for name in ('all_in_one_tiny', 'atstrack_tiny', 'cost_tiny', 'mvlm_tiny', 'sdtrack_tiny')
         for file in ('tracker.onnx', 'text.onnx') if (name, file) != ('sdtrack_tiny', 'text.onnx')]


def session(content: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(content, options, ['CPUExecutionProvider'])


@pytest.mark.parametrize(('name', 'file'), FILES)
def test_it_computes_the_same_and_has_no_axes_to_overlook(name: str, file: str) -> None:
    path, rng = load_bundle(name).file(file), np.random.default_rng(0)
    lowered = opset17_graph(path)
    model = onnx.load_from_string(lowered)
    assert model.opset_import[0].version == 17
    assert not [node.op_type for node in model.graph.node
                if node.op_type.startswith('Reduce') and len(node.input) > 1 and node.op_type != 'ReduceSum']
    networks = session(path.read_bytes()), session(lowered)
    feeds = {value.name: rng.standard_normal(value.shape).astype(np.float32) if value.type == 'tensor(float)'
             else np.ones(value.shape, np.int64) for value in networks[0].get_inputs()}
    for expected, found in zip(*(network.run(None, feeds) for network in networks)):
        np.testing.assert_allclose(found, expected, atol=1e-5)


def save(model: str, path: Path) -> Path:
    onnx.save(onnx.parser.parse_model(model), path)
    return path


def test_what_17_cannot_say_is_one_line(tmp_path: Path) -> None:
    path = save('<ir_version: 8, opset_import: ["" : 18]> g (float[2] x) => (float[2] y) { y = Mish (x) }',
                tmp_path / 'tracker.onnx')
    with pytest.raises(EngineError, match='tracker.onnx: cannot be said in opset 17, .*: No Op registered for Mish'):
        opset17_graph(path)


def test_axes_that_are_computed_cannot_be_said(tmp_path: Path) -> None:
    path = save('<ir_version: 8, opset_import: ["" : 18]> g (float[2] x, int64[1] a) => (float[2] y) '
                '{ y = ReduceMean <keepdims = 0> (x, a) }', tmp_path / 'tracker.onnx')
    with pytest.raises(EngineError, match='cannot be said in opset 17'):
        opset17_graph(path)


def test_older_network_stays_as_it_is(tmp_path: Path) -> None:
    path = save('<ir_version: 8, opset_import: ["" : 17]> g (float[2,3] x) => (float[2] y) '
                '{ y = ReduceMean <axes = [1], keepdims = 0> (x) }', tmp_path / 'tracker.onnx')
    assert opset17_graph(path) == onnx.load(path).SerializeToString()

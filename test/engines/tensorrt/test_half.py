"""The half graph, run by onnxruntime on the CPU."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto
from support.followed import FRAMES, box_overlaps, followed

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.engines import EngineError
from vl_tracker_ros.engines.tensorrt.half import FULL, PRODUCTS, half_graph, to_half


@pytest.fixture(scope='module', params=['all_in_one_tiny', 'atstrack_tiny', 'cost_tiny', 'mvlm_tiny', 'sdtrack_tiny'])
def bundle(request: pytest.FixtureRequest) -> Bundle:
    return load_bundle(request.param)


@pytest.fixture(scope='module')
def half(bundle: Bundle) -> bytes:
    return half_graph(bundle.file('tracker.onnx'))


def session(content: bytes) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(content, options, ['CPUExecutionProvider'])


def test_it_finds_the_same_boxes(bundle: Bundle, half: bytes) -> None:
    runs, network = followed(bundle), session(half)
    assert len(runs) == FRAMES
    for feeds, full in runs:
        found = dict(zip(full, network.run(list(full), feeds)))
        scores, found_scores = full['scores'][0], found['scores'][0]
        likely = scores >= scores.max() / 2      # elsewhere all_in_one, which drops tokens by rank, may see others
        overlap = box_overlaps(found, full)
        assert overlap[scores.argmax()] >= 0.99 and overlap[likely].min() >= 0.98
        assert found_scores.argmax() == scores.argmax()
        assert np.abs(found_scores - scores)[likely].max() < 0.01
        assert np.median(np.abs(found['correlation'] - full['correlation'])) < 0.001
        assert {array.dtype for array in found.values()} == {np.dtype(np.float32)}


def test_it_is_half_as_large_and_whole(bundle: Bundle, half: bytes) -> None:
    onnx.checker.check_model(onnx.load_from_string(half), full_check=True)
    assert len(half) < 0.65 * bundle.file('tracker.onnx').stat().st_size


def test_products_are_half_and_statistics_are_not(half: bytes) -> None:
    graph = onnx.shape_inference.infer_shapes(onnx.load_from_string(half)).graph
    kinds = {value.name: value.type.tensor_type.elem_type
             for value in (*graph.input, *graph.output, *graph.value_info)}
    kinds |= {tensor.name: tensor.data_type for tensor in graph.initializer}
    products = [node for node in graph.node if node.op_type in PRODUCTS]
    statistics = [node for node in graph.node if node.op_type in FULL - {'Cast', 'TopK'}]
    full = [node for node in products if kinds[node.input[0]] == TensorProto.FLOAT]
    assert len(statistics) > 10 and len(products) > 10 and len(full) <= 2     # those that give the outputs
    assert all(kinds[name] != TensorProto.FLOAT16 for node in statistics for name in node.input if name)


def test_values_stay_finite_and_guards_stay_above_zero() -> None:
    array = np.array([1e9, -1e9, 1e-12, -1e-12, 0.0, np.inf, 0.5], np.float32)
    half = to_half(array)
    assert half.dtype == np.float16
    np.testing.assert_array_equal(half, np.array([65504, -65504, 6e-8, -6e-8, 0, np.inf, 0.5], np.float16))


def test_file_that_is_no_network(tmp_path: Path) -> None:
    path = tmp_path / 'tracker.onnx'
    path.write_bytes(load_bundle('mvlm_tiny').file('tracker.onnx').read_bytes()[:1000])
    with pytest.raises(EngineError, match='tracker.onnx: is no ONNX file'):
        half_graph(path)

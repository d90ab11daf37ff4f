"""The engine on a GPU whose layers onnxruntime runs: what goes in and out, when, and from where."""
from __future__ import annotations

import gc
import logging
import weakref

import numpy as np
import pytest
from support.fake_gpu import FakeGpu
from support.fake_tensorrt import VERSIONS
from support.one_thread import ONE_THREAD

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineError, EngineOptions, create_engine
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.media.scene import Scene
from vl_tracker_ros.tracking import create_tracker

TENSORRT = EngineOptions('tensorrt')


def feeds(seed: int = 0) -> Arrays:
    rng = np.random.default_rng(seed)
    shapes = {'search': (1, 3, 64, 64), 'template': (1, 1, 3, 32, 32), 'template_mask': (1, 1), 'text': (1, 8, 3),
              'text_mask': (1, 8)}
    return {name: rng.standard_normal(shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.mark.parametrize('version', VERSIONS)
@pytest.mark.parametrize('file', ['tracker.onnx', 'text.onnx'])
def test_outputs_are_those_of_onnxruntime(gpu: FakeGpu, colour: Bundle, version: str, file: str) -> None:
    gpu.use_tensorrt(version)
    engine, other = create_engine(colour, file, TENSORRT), create_engine(colour, file, ONE_THREAD)
    assert set(engine.input_names) == set(other.input_names)
    assert engine.output_names == other.output_names
    for seed in range(3):
        given = feeds(seed) if file == 'tracker.onnx' else {
            'ids': np.full((1, 8), seed + 1, np.int64), 'mask': np.ones((1, 8), np.float32)}
        found, expected = engine.run(given), other.run(given)
        for name, value in expected.items():
            assert found[name].dtype == value.dtype
            np.testing.assert_array_equal(found[name], value)


def test_results_are_the_callers(gpu: FakeGpu, colour: Bundle) -> None:
    """The next frame does not change them."""
    engine = create_engine(colour, 'tracker.onnx', TENSORRT)
    first = engine.run(feeds(1))
    kept = {name: array.copy() for name, array in first.items()}
    engine.run(feeds(2))
    assert all(np.array_equal(first[name], kept[name]) for name in kept)


def test_a_frame_is_one_launch_and_allocates_nothing_on_the_gpu(gpu: FakeGpu, colour: Bundle) -> None:
    engine = create_engine(colour, 'tracker.onnx', TENSORRT)
    allocated, launches = set(gpu.cuda.allocated), gpu.cuda.launches
    engine.run(feeds())
    engine.run(feeds())
    assert set(gpu.cuda.allocated) == allocated and gpu.cuda.launches == launches + 2
    copies = len(engine.input_names) + len(engine.output_names)
    assert len(gpu.cuda.graphs) == 1 and len(gpu.cuda.graphs[0]) == copies + 1
    assert engine.describe() == 'tensorrt 10.3.0, cuda, fp32, CUDA graph'


def test_without_graphs_it_says_so_and_runs(gpu: FakeGpu, colour: Bundle, caplog: pytest.LogCaptureFixture) -> None:
    gpu.cuda.no_graphs = True
    engine = create_engine(colour, 'tracker.onnx', TENSORRT)
    assert 'no CUDA graph, so that each layer is launched by itself: CUDA: cudaStreamEndCapture' in caplog.text
    assert engine.describe() == 'tensorrt 10.3.0, cuda, fp32'
    expected = create_engine(colour, 'tracker.onnx', ONE_THREAD).run(feeds())
    np.testing.assert_array_equal(engine.run(feeds())['boxes'], expected['boxes'])


def test_memory_is_given_back(gpu: FakeGpu, colour: Bundle) -> None:
    engine = create_engine(colour, 'tracker.onnx', TENSORRT)
    gone = weakref.ref(engine)
    assert gpu.cuda.allocated
    del engine
    gc.collect()
    assert gone() is None and not gpu.cuda.allocated


def test_a_tracker_follows_by_it(gpu: FakeGpu, colour: Bundle) -> None:
    by_trt, by_ort = (create_tracker(colour.path, options) for options in (TENSORRT, ONE_THREAD))
    for index, image, truth in Scene(1, 8):
        boxes = [(tracker.start(image, 'the red ball', truth['red ball']) if index == 0 else tracker.update(image)
                  ).box_xywh_px for tracker in (by_trt, by_ort)]
        np.testing.assert_array_equal(*boxes)


@pytest.mark.parametrize(('change', 'cause'), [
    ({'text_mask': np.ones((1, 9), np.float32)}, r"'text_mask' is float32 \[1, 8\], got float32 \[1, 9\]"),
    ({'text_mask': np.ones((1, 8))}, r"'text_mask' is float32 \[1, 8\], got float64 \[1, 8\]"),
    ({'more': np.ones(1, np.float32)}, "got .*'more'"),
])
def test_wrong_feeds_give_one_line(gpu: FakeGpu, colour: Bundle, change: Arrays, cause: str) -> None:
    engine = create_engine(colour, 'tracker.onnx', TENSORRT)
    with pytest.raises(EngineError, match=cause):
        engine.run({**feeds(), **change})


def test_ids_stay_int64_for_the_caller(gpu: FakeGpu, colour: Bundle) -> None:
    """TensorRT 8.6 has no int64."""
    gpu.use_tensorrt('8.6.1')
    engine = create_engine(colour, 'text.onnx', TENSORRT)
    with pytest.raises(EngineError, match=r"'ids' is int64 \[1, 8\], got int32"):
        engine.run({'ids': np.ones((1, 8), np.int32), 'mask': np.ones((1, 8), np.float32)})


def test_gpu_without_memory_for_buffers(gpu: FakeGpu, colour: Bundle) -> None:
    gpu.cuda.out_of_memory = True
    with pytest.raises(EngineError, match='CUDA: cudaMalloc gives cudaErrorMemoryAllocation'):
        create_engine(colour, 'tracker.onnx', TENSORRT)


def test_gpu_without_memory_for_the_plan(gpu: FakeGpu, colour: Bundle) -> None:
    create_engine(colour, 'tracker.onnx', TENSORRT)
    gpu.control.load_error = 'Requested amount of GPU memory (1073741824 bytes)\n could not be allocated'
    with pytest.raises(EngineError, match='not enough GPU memory to load the plan: Requested .* could not be alloc'):
        create_engine(colour, 'tracker.onnx', TENSORRT)
    assert len(gpu.control.builds) == 1     # building it again would not help


def test_the_log_has_runtime_and_precision(gpu: FakeGpu, colour: Bundle, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        create_engine(colour, 'tracker.onnx', EngineOptions('tensorrt', precision='fp16'))
    assert 'colour/tracker.onnx runs on tensorrt 10.3.0, cuda, fp16, CUDA graph' in caplog.text


def test_a_dla_is_described_with_what_it_leaves_to_the_gpu(gpu: FakeGpu, colour: Bundle) -> None:
    gpu.control.dla_cores = 1
    options = EngineOptions('tensorrt', 'dla', 'fp16')
    for _ in ('built', 'from the cache'):
        engine = create_engine(colour, 'tracker.onnx', options)
        layers = len(gpu.control.builds[0].model.graph.node)     # none is a convolution
        assert engine.describe() == f'tensorrt 10.3.0, dla, fp16, {layers} layers on the GPU'

"""What TensorRT is asked to build, in each version, and what becomes of its refusals."""
from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Any

import onnx
import pytest
from onnx import TensorProto
from support.colour_bundle import SECTIONS, write_colour_bundle
from support.fake_gpu import FakeGpu
from support.fake_tensorrt import VERSIONS, Build

from vl_tracker_ros.bundle import Bundle, load_bundle, write_bundle
from vl_tracker_ros.engines import EngineError, EngineOptions, network_file
from vl_tracker_ros.engines.tensorrt import progress
from vl_tracker_ros.engines.tensorrt.cache import Entry, PlanCache
from vl_tracker_ros.engines.tensorrt.engine import plan_source

TYPED_BY_FLAGS, TYPED_BY_GRAPH = VERSIONS[:1], VERSIONS[1:]


def build(bundle: Bundle, precision: str = 'fp32', device: str = 'cuda', anew: bool = False) -> Entry:
    file = network_file(bundle, 'tracker.onnx', precision)
    source = plan_source(bundle, file, EngineOptions('tensorrt', device, precision))
    return source.obtain(lambda plan, entry: entry, anew)


def built(gpu: FakeGpu, bundle: Bundle, *options: str) -> Build:
    build(bundle, *options)
    return gpu.control.builds[-1]


def changed(bundle: Bundle, folder: Path, change: Any) -> Bundle:
    """A copy of the bundle whose tracker.onnx `change` was applied to."""
    write_colour_bundle(folder)
    model = onnx.load(bundle.file('tracker.onnx'))
    change(model)
    onnx.save(model, folder / 'tracker.onnx')
    return write_bundle(folder, SECTIONS)


def weights(model: onnx.ModelProto) -> set[int]:
    return {tensor.data_type for tensor in model.graph.initializer if len(tensor.dims) >= 2}


@pytest.fixture(scope='module')
def mvlm() -> Bundle:
    return load_bundle('mvlm_tiny')


@pytest.mark.parametrize('version', VERSIONS)
def test_fp32_is_the_graph_as_it_is_without_tf32(gpu: FakeGpu, mvlm: Bundle, version: str) -> None:
    gpu.use_tensorrt(version)
    build = built(gpu, mvlm, 'fp32')
    assert build.flags == {'no TF32'} and weights(build.model) == {TensorProto.FLOAT}
    assert build.typed_by == ('STRONGLY_TYPED' if version in TYPED_BY_GRAPH else 'EXPLICIT_BATCH')


@pytest.mark.parametrize('version', TYPED_BY_GRAPH)
def test_fp16_is_a_half_graph(gpu: FakeGpu, mvlm: Bundle, version: str) -> None:
    gpu.use_tensorrt(version)
    build = built(gpu, mvlm, 'fp16')
    assert build.flags == {'no TF32'} and build.typed_by == 'STRONGLY_TYPED'
    assert TensorProto.FLOAT16 in weights(build.model)


def test_fp16_is_a_flag_where_types_are_flags(gpu: FakeGpu, mvlm: Bundle) -> None:
    gpu.use_tensorrt('8.6.1')
    build = built(gpu, mvlm, 'fp16')
    assert build.flags == {'no TF32', 'FP16', 'OBEY_PRECISION_CONSTRAINTS'}
    assert weights(build.model) == {TensorProto.FLOAT}
    assert build.held_full.count('NORMALIZATION') == 5 and build.held_full.count('SOFTMAX') == 2
    assert len(build.held_full) == 7


@pytest.mark.parametrize(('version', 'flags'), [('8.6.1', {'no TF32', 'INT8'}), ('10.3.0', {'no TF32'}),
                                                ('11.4.0.106', {'no TF32'})])
def test_int8_is_the_quantised_network_of_the_bundle(gpu: FakeGpu, tmp_path: Path, version: str,
                                                     flags: set[str]) -> None:
    gpu.use_tensorrt(version)
    folder = write_colour_bundle(tmp_path / 'quantised')
    (folder / 'tracker.int8.onnx').write_bytes((folder / 'text.onnx').read_bytes())
    build = built(gpu, write_bundle(folder, SECTIONS), 'int8')
    assert build.flags == flags and [value.name for value in build.model.graph.output] == ['text']


def test_fp16_without_onnx_says_what_to_install(gpu: FakeGpu, colour: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, 'vl_tracker_ros.engines.tensorrt.half', raising=False)
    monkeypatch.setitem(sys.modules, 'onnx', None)
    with pytest.raises(EngineError, match='^TensorRT 10.3.0 needs onnx for a plan of fp16: pip install onnx$'):
        build(colour, 'fp16')
    build(colour, 'fp32')


@pytest.mark.parametrize('version', ['8.6.1', '10.3.0'])
def test_dla_is_asked_by_flags_and_what_it_leaves_is_told(
        gpu: FakeGpu, mvlm: Bundle, version: str, caplog: pytest.LogCaptureFixture) -> None:
    gpu.use_tensorrt(version)
    gpu.control.dla_cores = 2
    entry = build(mvlm, 'fp16', 'dla:1')
    request = gpu.control.builds[-1]
    assert request.dla == 1 and request.flags >= {'FP16', 'GPU_FALLBACK'} and request.typed_by == 'EXPLICIT_BATCH'
    assert entry.left_to_gpu['SOFTMAX'] == 2 and 'CONVOLUTION' not in entry.left_to_gpu
    assert 'mvlm_tiny/tracker.onnx fp16: the DLA leaves to the GPU: ' in caplog.text
    assert '5 NORMALIZATION, 2 SOFTMAX' in caplog.text


def test_dla_of_a_version_that_types_by_the_graph_alone(gpu: FakeGpu, mvlm: Bundle) -> None:
    gpu.use_tensorrt('11.4.0.106')
    gpu.control.dla_cores = 1
    request = built(gpu, mvlm, 'fp16', 'dla')
    assert request.dla == 0 and request.typed_by == 'STRONGLY_TYPED' and request.flags == {'no TF32', 'GPU_FALLBACK'}


def test_board_without_that_dla(gpu: FakeGpu, colour: Bundle) -> None:
    with pytest.raises(EngineError, match='there is no DLA 0, only 0'):
        build(colour, 'fp16', 'dla')


def test_out_of_memory_is_tried_with_half_the_workspace(gpu: FakeGpu, colour: Bundle,
                                                        caplog: pytest.LogCaptureFixture) -> None:
    gpu.control.needs_mib = 600
    assert build(colour).workspace_mib == 512
    assert [one.workspace_mib for one in gpu.control.builds] == [2048, 1024, 512]
    assert 'tracker.onnx: not enough GPU memory with a workspace of 1024 MiB' in caplog.text


def test_out_of_memory_to_the_end_is_one_line(gpu: FakeGpu, colour: Bundle, cache: PlanCache) -> None:
    gpu.control.needs_mib = 10
    with pytest.raises(EngineError, match='not enough GPU memory to build it, even with a workspace of 64 MiB: .*OutOf'
                       ) as caught:
        build(colour)
    assert '\n' not in str(caught.value) and len(gpu.control.builds) == 6 and cache.entries() == []


def test_truncated_network(gpu: FakeGpu, colour: Bundle, tmp_path: Path) -> None:
    folder = write_colour_bundle(tmp_path / 'truncated')
    (folder / 'tracker.onnx').write_bytes(colour.file('tracker.onnx').read_bytes()[:1500])
    truncated = write_bundle(folder, SECTIONS)
    with pytest.raises(EngineError, match='tracker.onnx: TensorRT cannot read it: In node -1: Failed to parse'):
        build(truncated)
    with pytest.raises(EngineError, match='tracker.onnx: is no ONNX file'):
        build(truncated, 'fp16')


def test_network_of_another_opset(gpu: FakeGpu, colour: Bundle, tmp_path: Path) -> None:
    def newer(model: onnx.ModelProto) -> None:
        model.opset_import[0].version = 30

    with pytest.raises(EngineError, match='tracker.onnx: TensorRT cannot read it: opset 30 is not supported'):
        build(changed(colour, tmp_path / 'newer', newer))


def test_opset_18_is_said_in_17_where_that_is_the_last(gpu: FakeGpu, mvlm: Bundle) -> None:
    for version, opset in (('8.6.1', 17), ('10.3.0', 18)):
        gpu.use_tensorrt(version)
        assert built(gpu, mvlm).model.opset_import[0].version == opset


def test_driver_that_is_too_old_for_tensorrt(gpu: FakeGpu, colour: Bundle) -> None:
    gpu.control.start_error = 'CUDA initialization failure with error: 35'
    with pytest.raises(EngineError, match='^TensorRT does not start: CUDA initialization failure with error: 35$'):
        build(colour)


def test_network_of_dynamic_shapes(gpu: FakeGpu, colour: Bundle, tmp_path: Path) -> None:
    def dynamic(model: onnx.ModelProto) -> None:
        model.graph.input[0].type.tensor_type.shape.dim[0].dim_param = 'batch'

    with pytest.raises(EngineError, match=r"'search' has no fixed shape: \[-1, 3, 64, 64\]"):
        build(changed(colour, tmp_path / 'dynamic', dynamic))


def test_what_was_measured_of_layers_is_kept_and_used(gpu: FakeGpu, colour: Bundle, cache: PlanCache) -> None:
    build(colour)
    build(colour, 'fp16')
    assert [one.timing for one in gpu.control.builds] == [b'', b'timingtracker']
    timing, = cache.folder.glob('*.timing')
    timing.write_bytes(b'damaged')
    build(colour, anew=True)
    assert timing.read_bytes() == b'timingtracker'


@pytest.mark.parametrize(('version', 'phase'), [('8.6.1', ''), ('10.3.0', ', Tactic selection ')])
def test_progress_is_told_with_the_time_it_took_before(
        gpu: FakeGpu, colour: Bundle, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
        version: str, phase: str) -> None:
    monkeypatch.setattr(progress, 'PERIOD_S', 0.1)
    gpu.use_tensorrt(version)
    gpu.control.build_s = 0.5
    build(colour)
    assert f'colour/tracker.onnx fp32: building for 0 s{phase}' in caplog.text
    assert 'of about' not in caplog.text
    build(colour, anew=True)
    assert 'colour/tracker.onnx fp32: building for 0 s of about ' in caplog.text


def test_tensorrts_own_messages_are_for_debugging(gpu: FakeGpu, colour: Bundle,
                                                  caplog: pytest.LogCaptureFixture) -> None:
    gpu.control.needs_mib = 600
    with caplog.at_level(logging.INFO):
        build(colour)
    assert 'virtualMemoryBuffer' not in caplog.text

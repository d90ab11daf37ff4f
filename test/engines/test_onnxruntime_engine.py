from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from support.colour_bundle import SECTIONS, write_colour_bundle
from support.nvidia_driver import install_driver
from support.one_thread import ONE_THREAD

from vl_tracker_ros.bundle import Bundle, load_bundle, write_bundle
from vl_tracker_ros.engines import Engine, EngineError, EngineOptions, create_engine
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.engines.onnxruntime_engine import OnnxRuntimeEngine
from vl_tracker_ros.engines.onnxruntime_tensorrt_engine import OnnxRuntimeTensorRtEngine


@pytest.fixture(scope='module')
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


@pytest.fixture(scope='module')
def engine(bundle: Bundle) -> Engine:
    return OnnxRuntimeEngine(bundle, 'text.onnx', ONE_THREAD)


def offer(monkeypatch: pytest.MonkeyPatch, *providers: str) -> None:
    monkeypatch.setattr(onnxruntime, 'get_available_providers', lambda: list(providers))


def feeds() -> Arrays:
    return {'ids': np.ones((1, 8), np.int64), 'mask': np.ones((1, 8), np.float32)}


def test_outputs_have_their_names(engine: Engine) -> None:
    outputs = engine.run(feeds())
    assert engine.input_names == ('ids', 'mask') and engine.output_names == ('text',)
    assert outputs['text'].shape == (1, 8, 3)


def test_description(bundle: Bundle) -> None:
    version = onnxruntime.__version__
    assert OnnxRuntimeEngine(bundle, 'text.onnx', EngineOptions(device='cpu', threads=2)).describe() == (
        f'onnxruntime {version}, cpu, fp32, 2 threads')


@pytest.mark.parametrize(('device', 'precision', 'reason'), [
    ('cpu', 'fp32', ''), ('cpu', 'int8', ''), ('cpu', 'bf16', 'on the CPU it runs fp32 and int8'),
    ('cpu', 'fp16', 'on the CPU it runs fp32 and int8'), ('cuda', 'fp16', 'on CUDA it runs fp32'),
])
def test_it_says_what_it_cannot_run(device: str, precision: str, reason: str) -> None:
    assert OnnxRuntimeEngine.why_not(EngineOptions('onnxruntime', device, precision)) == reason


@pytest.mark.parametrize('runtime', [OnnxRuntimeEngine, OnnxRuntimeTensorRtEngine])
def test_a_gpu_needs_the_provider_and_the_driver(runtime: type[OnnxRuntimeEngine],
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    options = EngineOptions(device='cuda:1')
    offer(monkeypatch, 'CPUExecutionProvider')
    assert runtime.why_not(options).startswith('this onnxruntime has no ')
    offer(monkeypatch, 'TensorrtExecutionProvider', 'CUDAExecutionProvider')
    install_driver(monkeypatch, gpus=1)
    assert runtime.why_not(options) == 'no GPU 1: there are 1'
    install_driver(monkeypatch, gpus=2)
    assert runtime.why_not(options) == ''


@pytest.mark.parametrize('runtime', [OnnxRuntimeEngine, OnnxRuntimeTensorRtEngine])
@pytest.mark.filterwarnings('ignore:Specified provider')
def test_a_provider_that_does_not_start_is_an_error_and_no_run_on_the_cpu(
        runtime: type[OnnxRuntimeEngine], bundle: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This build has neither, as one whose CUDA libraries are missing."""
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    with pytest.raises(EngineError, match='ONNX Runtime cannot use .*ExecutionProvider: .*CPU EP') as caught:
        runtime(bundle, 'text.onnx', EngineOptions(device='cuda'))
    assert '\n' not in str(caught.value)


@pytest.mark.filterwarnings('ignore:Specified provider')
def test_only_the_wanted_provider_counts(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    """TensorRT that does not start leaves a session on CUDA: here the one on the CPU stands for it."""
    wanted = [('TensorrtExecutionProvider', {}), ('CPUExecutionProvider', {})]
    monkeypatch.setattr(OnnxRuntimeEngine, 'providers', staticmethod(lambda options: wanted))
    with pytest.raises(EngineError, match='ONNX Runtime could not start TensorrtExecutionProvider'):
        OnnxRuntimeEngine(bundle, 'text.onnx', ONE_THREAD)


def test_tensorrt_keeps_what_it_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path))
    half = EngineOptions(device='cuda:1', precision='fp16')
    (name, settings), (second, _) = OnnxRuntimeTensorRtEngine.providers(half)
    folder = tmp_path / 'vl_tracker_ros' / 'onnxruntime-tensorrt'
    assert folder.is_dir() and settings['trt_engine_cache_path'] == settings['trt_timing_cache_path'] == str(folder)
    assert (name, second) == ('TensorrtExecutionProvider', 'CUDAExecutionProvider')
    assert settings['trt_fp16_enable'] and settings['device_id'] == 1
    (_, settings), _ = OnnxRuntimeTensorRtEngine.providers(EngineOptions(device='cuda'))
    assert not settings['trt_fp16_enable']


def test_cache_folder_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / 'file').write_text('')
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'file'))
    with pytest.raises(EngineError, match='onnxruntime-tensorrt: no folder for compiled networks: Not a directory'):
        OnnxRuntimeTensorRtEngine.providers(EngineOptions(device='cuda'))


@pytest.mark.parametrize(('change', 'cause'), [
    ({'mask': np.ones((1, 9), np.float32)}, r"'mask' is float32 \[1, 8\], got float32 \[1, 9\]"),
    ({'ids': np.ones((1, 8), np.int32)}, r"'ids' is int64 \[1, 8\], got int32 \[1, 8\]"),
    ({'more': np.ones(1, np.float32)}, "got .*'more'"),
])
def test_wrong_feeds_give_one_line(engine: Engine, change: Arrays, cause: str) -> None:
    with pytest.raises(EngineError, match=cause) as caught:
        engine.run({**feeds(), **change})
    assert '\n' not in str(caught.value)


def test_missing_feed_gives_one_line(engine: Engine) -> None:
    with pytest.raises(EngineError, match=r"wants inputs \['ids', 'mask'\], got \['ids'\]"):
        engine.run({'ids': feeds()['ids']})


def test_failure_while_it_runs_gives_one_line(engine: Engine) -> None:
    with pytest.raises(EngineError, match='ONNX Runtime: .*indices element out of data bounds') as caught:
        engine.run({**feeds(), 'ids': np.full((1, 8), 10**6, np.int64)})
    assert '\n' not in str(caught.value)


def test_file_that_is_no_network(tmp_path: Path) -> None:
    folder = write_colour_bundle(tmp_path / 'colour')
    (folder / 'tracker.onnx').write_bytes(b'not a network')
    with pytest.raises(EngineError, match='tracker.onnx: ONNX Runtime cannot load it'):
        OnnxRuntimeEngine(write_bundle(folder, SECTIONS), 'tracker.onnx', ONE_THREAD)


@pytest.fixture
def gpu_without_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A driver, and an onnxruntime for CUDA whose libraries are missing: this build has the provider's name alone."""
    offer(monkeypatch, 'CUDAExecutionProvider', 'CPUExecutionProvider')
    install_driver(monkeypatch, gpus=1)


@pytest.mark.usefixtures('gpu_without_libraries')
@pytest.mark.filterwarnings('ignore:Specified provider')
def test_a_choice_left_to_us_passes_over_a_provider_that_does_not_start(bundle: Bundle,
                                                                        caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        engine = create_engine(bundle, 'text.onnx', EngineOptions('onnxruntime', threads=1))
    assert ', cpu, fp32' in engine.describe() and engine.run(feeds())['text'].shape == (1, 8, 3)
    assert 'not onnxruntime on cuda: ONNX Runtime cannot use CUDAExecutionProvider: ' in caplog.text
    with pytest.raises(EngineError, match='fp32 cannot be had here: onnxruntime on cuda: ONNX Runtime cannot use'):
        create_engine(bundle, 'text.onnx', EngineOptions('onnxruntime', 'cuda'))


@pytest.mark.usefixtures('gpu_without_libraries')
@pytest.mark.filterwarnings('ignore:Specified provider')
def test_a_choice_left_to_us_is_an_error_at_once_for_a_file_that_is_no_network(tmp_path: Path) -> None:
    folder = write_colour_bundle(tmp_path / 'colour')
    (folder / 'tracker.onnx').write_bytes(b'not a network')
    with pytest.raises(EngineError, match='tracker.onnx: ONNX Runtime cannot load it') as caught:
        create_engine(write_bundle(folder, SECTIONS), 'tracker.onnx', EngineOptions('onnxruntime'))
    assert 'CUDA' not in str(caught.value)


def test_robot_half_does_not_import_torch(bundle: Bundle) -> None:
    program = ('import sys; from vl_tracker_ros.tracking import create_tracker;'
               f'create_tracker({str(bundle.path)!r}); print("torch" in sys.modules, "rclpy" in sys.modules)')
    answer = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ['False', 'False']

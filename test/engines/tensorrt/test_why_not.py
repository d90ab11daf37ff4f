from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from support.colour_bundle import write_colour_bundle
from support.fake_gpu import FakeGpu

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineError, EngineOptions, create_engine
from vl_tracker_ros.engines.tensorrt.engine import TensorRtEngine


def why_not(device: str = 'cuda', precision: str = 'fp32') -> str:
    return TensorRtEngine.why_not(EngineOptions('tensorrt', device, precision))


def test_a_machine_that_has_all_can(gpu: FakeGpu) -> None:
    assert why_not() == why_not('cuda:0', 'fp16') == why_not('dla:1', 'int8') == ''


@pytest.mark.parametrize(('device', 'precision', 'reason'), [
    ('cpu', 'fp32', 'it runs on CUDA'),
    ('cuda', 'bf16', 'it runs fp32, fp16, int8'),
    ('dla', 'fp32', 'a dla runs fp16 and int8'),
    ('cuda:1', 'fp32', 'no GPU 1: there are 1'),
])
def test_options_that_it_cannot_serve(gpu: FakeGpu, device: str, precision: str, reason: str) -> None:
    assert why_not(device, precision) == reason


def test_driver_without_a_gpu(gpu: FakeGpu) -> None:
    gpu.driver.error = 100
    assert why_not() == 'the NVIDIA driver finds no GPU (CUDA error 100)'


def test_no_tensorrt(gpu: FakeGpu, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, 'tensorrt')
    monkeypatch.setattr('importlib.util.find_spec', lambda name: None)
    assert why_not() == 'tensorrt is not installed'


def test_nothing_to_reach_the_gpu_by(gpu: FakeGpu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A torch for the CPU will not do; one with CUDA will, or cuda-bindings for the CUDA of the driver."""
    torch = SimpleNamespace(origin=str(tmp_path / 'torch' / '__init__.py'))
    monkeypatch.setattr('importlib.util.find_spec', {'tensorrt': torch, 'torch': torch}.get)
    assert why_not() == 'neither cuda-bindings nor torch with CUDA is installed: pip install "cuda-bindings==12.*"'
    (tmp_path / 'torch' / 'lib').mkdir(parents=True)
    (tmp_path / 'torch' / 'lib' / 'libtorch_cuda.so').touch()
    assert why_not() == ''


def test_asking_for_it_in_vain_is_an_error_of_one_line(gpu: FakeGpu, colour: Bundle) -> None:
    gpu.driver.error = 100
    with pytest.raises(EngineError, match='^fp32 cannot be had here: tensorrt on cuda: the NVIDIA driver finds no GPU'):
        create_engine(colour, 'tracker.onnx', EngineOptions('tensorrt', 'cuda'))


def test_tensorrt_with_broken_libraries_is_an_error_of_one_line(gpu: FakeGpu, colour: Bundle, tmp_path: Path,
                                                                monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / 'tensorrt.py').write_text('raise ImportError("libnvinfer.so.10: cannot open\\nmore")')
    monkeypatch.delitem(sys.modules, 'tensorrt')
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EngineError, match='on cuda: tensorrt cannot be imported: libnvinfer.so.10: cannot open$'):
        create_engine(colour, 'tracker.onnx', EngineOptions('tensorrt', 'cuda'))
    assert create_engine(colour, 'tracker.onnx').describe().startswith('onnxruntime '), 'auto passes it over'


PROGRAM = '''
import sys, vl_tracker_ros
from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.engines import EngineError, EngineOptions, create_engine
from vl_tracker_ros.engines.tensorrt.engine import TensorRtEngine
bundle = load_bundle(sys.argv[1])
for runtime in ('auto', 'onnxruntime', 'torch'):
    try:
        create_engine(bundle, 'tracker.onnx', EngineOptions(runtime, 'cpu'))
    except EngineError:
        pass
TensorRtEngine.why_not(EngineOptions('tensorrt'))
'''


def test_no_other_runtime_imports_tensorrt(tmp_path: Path) -> None:
    """TensorRT crashes where there is no driver, so a package of that name that does must go unnoticed."""
    bundle = write_colour_bundle(tmp_path / 'colour')
    (tmp_path / 'tensorrt.py').write_text('import os; os.abort()')
    answer = subprocess.run([sys.executable, '-c', PROGRAM, str(bundle) + '/'], cwd=tmp_path, capture_output=True,
                            env={'PYTHONPATH': f'{tmp_path}:{Path(__file__).parents[3]}', 'PATH': ''}, text=True)
    assert answer.returncode == 0, answer.stderr

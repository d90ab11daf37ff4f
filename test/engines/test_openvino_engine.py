from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.one_thread import ONE_THREAD
from support.tiny_bundle import tiny_feeds

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineError, EngineOptions, create_engine
from vl_tracker_ros.engines.openvino_engine import OpenVinoEngine, openvino
from vl_tracker_ros.quantize import quantize


def cpu_can(monkeypatch: pytest.MonkeyPatch, *capabilities: str) -> None:
    class Core:
        def get_property(self, device: str, name: str) -> list[str]:
            assert (device, name) == ('CPU', 'OPTIMIZATION_CAPABILITIES')
            return list(capabilities)
    monkeypatch.setattr(openvino, 'Core', Core)


@pytest.mark.parametrize('file', ['tracker.onnx', 'text.onnx'])
def test_it_agrees_with_onnxruntime(bundle: Bundle, file: str) -> None:
    ours, other = (create_engine(bundle, file, EngineOptions(runtime, 'cpu', threads=1))
                   for runtime in ('openvino', 'onnxruntime'))
    assert (ours.input_names, ours.output_names) == (other.input_names, other.output_names)
    found, expected = ours.run(tiny_feeds(file)), other.run(tiny_feeds(file))
    for name, value in expected.items():
        assert found[name].dtype == value.dtype and np.abs(found[name] - value).max() < 1e-4


def test_results_stay_as_they_were_given(bundle: Bundle) -> None:
    """They are no views of buffers that the next frame overwrites."""
    engine = OpenVinoEngine(bundle, 'text.onnx', ONE_THREAD)
    first = engine.run(tiny_feeds('text.onnx'))['text']
    kept = first.copy()
    engine.run({**tiny_feeds('text.onnx'), 'mask': np.zeros((1, 8), np.float32)})
    assert np.array_equal(first, kept)


def test_int8_is_near_and_not_the_same(bundle: Bundle, tmp_path: Path) -> None:
    quantised = quantize(bundle, [tiny_feeds()], 'static', tmp_path / 'int8')
    exact = create_engine(bundle, 'tracker.onnx', ONE_THREAD).run(tiny_feeds())
    for runtime in ('openvino', 'onnxruntime'):
        engine = create_engine(quantised, 'tracker.onnx', EngineOptions(runtime, 'cpu', 'int8', 1))
        assert engine.describe().endswith(', cpu, int8, 1 threads')
        worst = max(np.abs(value - exact[name]).max() for name, value in engine.run(tiny_feeds()).items())
        assert 1e-5 < worst < 0.1


def test_threads_are_those_asked_for(bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = []
    compile_model = openvino.Core.compile_model

    def watched(*args: object) -> openvino.CompiledModel:
        compiled.append(compile_model(*args))
        return compiled[-1]
    monkeypatch.setattr(openvino.Core, 'compile_model', watched)
    OpenVinoEngine(bundle, 'text.onnx', ONE_THREAD)
    assert compiled[0].get_property('INFERENCE_NUM_THREADS') == 1
    assert compiled[0].get_property('ENABLE_CPU_PINNING') is False


@pytest.mark.parametrize(('device', 'precision', 'reason'), [
    ('cpu', 'fp32', ''), ('cpu', 'int8', ''), ('cpu', 'fp16', 'it runs fp32, bf16, int8'),
    ('cuda', 'fp32', 'it runs on the CPU'),
])
def test_it_says_what_it_cannot_run(device: str, precision: str, reason: str) -> None:
    assert OpenVinoEngine.why_not(EngineOptions('openvino', device, precision)) == reason


def test_bf16_is_for_processors_that_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    options = EngineOptions('openvino', 'cpu', 'bf16')
    cpu_can(monkeypatch, 'FP32', 'INT8')
    assert OpenVinoEngine.why_not(options) == 'this CPU has no bf16'
    cpu_can(monkeypatch, 'FP32', 'BF16', 'INT8')
    assert OpenVinoEngine.why_not(options) == ''


def test_bf16_either_runs_or_is_refused(bundle: Bundle) -> None:
    """Never fp32 under another name."""
    options = EngineOptions('openvino', 'cpu', 'bf16', 1)
    if OpenVinoEngine.why_not(options):
        with pytest.raises(EngineError, match='bf16 cannot be had here: openvino on cpu: this CPU has no bf16'):
            create_engine(bundle, 'tracker.onnx', options)
    else:
        exact = create_engine(bundle, 'tracker.onnx', ONE_THREAD).run(tiny_feeds())
        found = create_engine(bundle, 'tracker.onnx', options).run(tiny_feeds())
        assert 1e-6 < max(np.abs(value - exact[name]).max() for name, value in found.items()) < 0.1


def test_wrong_feeds_give_one_line(bundle: Bundle) -> None:
    engine = OpenVinoEngine(bundle, 'text.onnx', ONE_THREAD)
    with pytest.raises(EngineError, match=r"'mask' is float32 \[1, 8\], got float32 \[1, 9\]"):
        engine.run({**tiny_feeds('text.onnx'), 'mask': np.ones((1, 9), np.float32)})


def test_nothing_is_sent_home() -> None:
    """OpenVINO's import would start a process that sends usage data."""
    program = ('import sys, vl_tracker_ros.engines.openvino_engine as engine;'
               'print([name for name, module in sys.modules.items() if "openvino_telemetry" in name and module])')
    answer = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == '[]'

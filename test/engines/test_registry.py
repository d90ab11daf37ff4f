from __future__ import annotations

import logging
from pathlib import Path

import pytest
from support.colour_bundle import SECTIONS, write_colour_bundle
from support.nvidia_driver import install_driver, remove_driver

from vl_tracker_ros.bundle import Bundle, load_bundle, write_bundle
from vl_tracker_ros.engines import (
    EngineError, EngineOptions, create_engine, network_file, register_runtime, registry, runtime_names, why_not)


@pytest.fixture(scope='module')
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, '_runtimes', dict(registry._runtimes))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose runtimes are stand-ins: each tells what it was made of and refuses what it says it cannot do."""
    (tmp_path / 'stand_ins.py').write_text('''
class Base:
    refused = ''
    def __init__(self, bundle, file, options): self.file, self.options = file, options
    def describe(self): return self.options.describe('stand-in')
    @classmethod
    def why_not(cls, options): return cls.refused if options.device != 'cpu' else cls.on_cpu(options)
    @classmethod
    def on_cpu(cls, options): return ''
class Gpu(Base):
    on_cpu = classmethod(lambda cls, options: 'it runs on CUDA')
class NoGpu(Base):
    refused = 'no NVIDIA driver'
class Half(NoGpu):
    on_cpu = classmethod(lambda cls, options: '' if options.precision == 'bf16' else 'it runs bf16')
class Fp32(NoGpu):
    on_cpu = classmethod(lambda cls, options: '' if options.precision == 'fp32' else 'it runs fp32')
''')
    monkeypatch.syspath_prepend(tmp_path)
    for name, kind in {'tensorrt': 'Gpu', 'onnxruntime': 'Fp32', 'openvino': 'Half', 'torch': 'NoGpu'}.items():
        register_runtime(name, f'stand_ins:{kind}')


def test_the_log_tells_what_runs(bundle: Bundle, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        engine = create_engine(bundle, 'tracker.onnx', EngineOptions(device='cpu', threads=1))
    assert engine.describe().startswith('onnxruntime ')
    assert f'runs on {engine.describe()} (auto)' in caplog.text


def test_auto_prefers_the_gpu(machine: None, bundle: Bundle) -> None:
    assert create_engine(bundle, 'tracker.onnx').options == EngineOptions('tensorrt', 'cuda')


@pytest.mark.parametrize(('precision', 'expected'), [('fp32', 'onnxruntime'), ('bf16', 'openvino')])
def test_auto_on_a_bare_cpu_goes_by_the_precision(machine: None, bundle: Bundle, precision: str, expected: str,
                                                  caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        engine = create_engine(bundle, 'tracker.onnx', EngineOptions(device='cpu', precision=precision, threads=2))
    assert engine.options == EngineOptions(expected, 'cpu', precision, 2)


def test_without_a_gpu_the_log_says_that_and_no_more(machine: None, bundle: Bundle, monkeypatch: pytest.MonkeyPatch,
                                                     caplog: pytest.LogCaptureFixture) -> None:
    remove_driver(monkeypatch)
    register_runtime('tensorrt', 'a_module_that_is_not_there:Engine')
    with caplog.at_level(logging.INFO):
        create_engine(bundle, 'tracker.onnx')
        create_engine(bundle, 'tracker.onnx', EngineOptions(precision='bf16'))
    assert '(auto; no NVIDIA driver)' in caplog.text
    assert '(auto; no NVIDIA driver; not onnxruntime on cpu: it runs fp32)' in caplog.text


def test_the_log_tells_what_auto_passed_over(machine: None, bundle: Bundle, monkeypatch: pytest.MonkeyPatch,
                                             caplog: pytest.LogCaptureFixture) -> None:
    install_driver(monkeypatch, gpus=1)
    register_runtime('tensorrt', 'a_module_that_is_not_there:Engine')
    with caplog.at_level(logging.INFO):
        assert create_engine(bundle, 'tracker.onnx').options.runtime == 'onnxruntime'
    assert '(auto; not tensorrt on cuda: a_module_that_is_not_there is not installed; ' \
           'onnxruntime on cuda: no NVIDIA driver)' in caplog.text


def test_precision_that_nothing_offers_lists_every_reason_once(machine: None, bundle: Bundle) -> None:
    with pytest.raises(EngineError) as caught:
        create_engine(bundle, 'tracker.onnx', EngineOptions(device='cpu', precision='fp16'))
    assert str(caught.value) == ('fp16 cannot be had here: onnxruntime on cpu: it runs fp32; '
                                 'openvino on cpu: it runs bf16')
    with pytest.raises(EngineError, match='onnxruntime on cuda:1, torch on cuda:1: no NVIDIA driver'):
        register_runtime('tensorrt', 'a_module_that_is_not_there:Engine')
        create_engine(bundle, 'tracker.onnx', EngineOptions(device='cuda:1'))


def test_explicit_runtime_is_never_replaced_by_another(machine: None, bundle: Bundle) -> None:
    with pytest.raises(EngineError, match='fp32 cannot be had here: openvino on cuda: no NVIDIA driver; '
                                          'openvino on cpu: it runs bf16'):
        create_engine(bundle, 'tracker.onnx', EngineOptions('openvino'))
    with pytest.raises(EngineError, match='tensorrt on cpu: it runs on CUDA'):
        create_engine(bundle, 'tracker.onnx', EngineOptions('tensorrt', 'cpu'))
    assert create_engine(bundle, 'tracker.onnx', EngineOptions('torch')).options == EngineOptions('torch', 'cpu')


def test_unknown_runtime_tells_the_known_ones(bundle: Bundle) -> None:
    with pytest.raises(EngineError, match="unknown runtime 'tensorflow'; there are auto, onnxruntime, "):
        create_engine(bundle, 'tracker.onnx', EngineOptions('tensorflow'))


def test_runtime_that_is_not_installed(bundle: Bundle) -> None:
    register_runtime('warp', 'a_module_that_is_not_there:WarpEngine')
    assert 'warp' in runtime_names()
    with pytest.raises(EngineError, match='warp on cuda, warp on cpu: a_module_that_is_not_there is not installed'):
        create_engine(bundle, 'tracker.onnx', EngineOptions('warp'))


def test_runtime_whose_library_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / 'broken_runtime.py').write_text('raise ImportError("libbroken.so: no such file")\n')
    monkeypatch.syspath_prepend(tmp_path)
    register_runtime('broken', 'broken_runtime:Engine')
    assert why_not(EngineOptions('broken', 'cpu')) == 'it cannot be imported: libbroken.so: no such file'


def test_registered_runtime_is_called_with_file_and_options(machine: None, bundle: Bundle) -> None:
    register_runtime('own', 'stand_ins:NoGpu')
    engine = create_engine(bundle, 'text.onnx', EngineOptions('own', threads=3))
    assert (engine.file, engine.options) == ('text.onnx', EngineOptions('own', 'cpu', threads=3))


def test_int8_runs_a_file_of_its_own(machine: None, bundle: Bundle, tmp_path: Path) -> None:
    folder = write_colour_bundle(tmp_path / 'colour')
    (folder / 'tracker.int8.onnx').write_bytes((folder / 'tracker.onnx').read_bytes())
    quantised = write_bundle(folder, SECTIONS)
    assert create_engine(quantised, 'tracker.onnx', EngineOptions(precision='int8')).file == 'tracker.int8.onnx'
    assert create_engine(quantised, 'tracker.onnx').file == 'tracker.onnx'
    with pytest.raises(EngineError, match='the bundle has no tracker.int8.onnx; `vl-tracker quantize` makes'):
        network_file(bundle, 'tracker.onnx', 'int8')


@pytest.mark.parametrize(('device', 'kind', 'index'), [('cpu', 'cpu', 0), ('cuda', 'cuda', 0), ('cuda:2', 'cuda', 2)])
def test_device_has_a_kind_and_a_number(device: str, kind: str, index: int) -> None:
    options = EngineOptions(device=device)
    assert (options.device_kind, options.gpu_index) == (kind, index)


def test_description_has_device_precision_and_threads() -> None:
    assert EngineOptions(device='cpu', precision='bf16', threads=2).describe('x 1') == 'x 1, cpu, bf16, 2 threads'
    assert EngineOptions(device='cpu').describe('x 1') == 'x 1, cpu, fp32, default threads'
    assert EngineOptions(device='cuda:1').describe('x 1') == 'x 1, cuda:1, fp32'


def test_a_dla_is_tensorrts_alone_and_never_meant_by_auto(machine: None, bundle: Bundle) -> None:
    engine = create_engine(bundle, 'tracker.onnx', EngineOptions(device='dla:1'))
    assert engine.options == EngineOptions('tensorrt', 'dla:1')
    with pytest.raises(EngineError, match='onnxruntime on dla: only tensorrt runs on a dla'):
        create_engine(bundle, 'tracker.onnx', EngineOptions('onnxruntime', 'dla'))

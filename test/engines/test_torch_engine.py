from __future__ import annotations

import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from support.colour_bundle import write_colour_bundle
from support.nvidia_driver import install_driver, remove_driver
from support.one_thread import ONE_THREAD
from support.tiny_bundle import complete_tiny_bundle, tiny_feeds
from support.tiny_mvlm import TINY

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.engines import EngineError, EngineOptions, create_engine, torch_engine
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.engines.torch_engine import TorchEngine
from vl_tracker_ros.models import register_model
from vl_tracker_ros.models.mvlm.network import MVLM


@pytest.mark.parametrize('file', ['tracker.onnx', 'text.onnx'])
def test_torch_and_onnxruntime_agree(bundle: Bundle, file: str) -> None:
    ours, other = (create_engine(bundle, file, EngineOptions(runtime, 'cpu', threads=1))
                   for runtime in ('torch', 'onnxruntime'))
    assert set(ours.input_names) == set(other.input_names)
    assert ours.output_names == other.output_names
    found, expected = ours.run(tiny_feeds(file)), other.run(tiny_feeds(file))
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name].dtype == value.dtype and np.abs(found[name] - value).max() < 1e-4


def test_description(bundle: Bundle) -> None:
    assert TorchEngine(bundle, 'text.onnx', ONE_THREAD).describe() == f'torch {torch.__version__}, cpu, fp32, 1 threads'
    assert torch.get_num_threads() == 1


def test_bf16_is_near_and_not_the_same(bundle: Bundle) -> None:
    exact = TorchEngine(bundle, 'tracker.onnx', ONE_THREAD).run(tiny_feeds())
    options = EngineOptions(device='cpu', precision='bf16', threads=1)
    found = TorchEngine(bundle, 'tracker.onnx', options).run(tiny_feeds())
    assert all(value.dtype == np.float32 for value in found.values())
    assert 1e-5 < max(np.abs(found[name] - value).max() for name, value in exact.items()) < 0.05


@pytest.mark.parametrize(('device', 'precision', 'reason'), [
    ('cpu', 'fp32', ''), ('cpu', 'bf16', ''), ('cpu', 'fp16', 'on the CPU it runs fp32 and bf16'),
    ('cpu', 'int8', 'on the CPU it runs fp32 and bf16'), ('cuda', 'int8', 'on CUDA it runs fp32, fp16 and bf16'),
])
def test_it_says_what_it_cannot_run(device: str, precision: str, reason: str) -> None:
    assert TorchEngine.why_not(EngineOptions('torch', device, precision)) == reason


@pytest.mark.parametrize('package', ['torch', 'onnx'])
def test_it_says_what_is_not_installed(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch_engine, 'find_spec', lambda name: None if name == package else object())
    assert TorchEngine.why_not(EngineOptions('torch', 'cpu')) == f'{package} is not installed'


def test_a_gpu_needs_a_build_for_it_and_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    options = EngineOptions('torch', 'cuda')
    monkeypatch.setattr(torch_engine.metadata, 'version', lambda name: '2.13.0+cpu')
    assert TorchEngine.why_not(options) == 'this torch is built without CUDA'
    monkeypatch.setattr(torch_engine.metadata, 'version', lambda name: '2.13.0')
    remove_driver(monkeypatch)
    assert TorchEngine.why_not(options) == 'no NVIDIA driver'
    install_driver(monkeypatch, gpus=1)
    assert TorchEngine.why_not(options) == ''


def test_a_gpu_that_torch_cannot_use_is_an_error(bundle: Bundle) -> None:
    with pytest.raises(EngineError, match='^torch: ') as caught:
        TorchEngine(bundle, 'text.onnx', EngineOptions(device='cuda:99'))
    assert '\n' not in str(caught.value)


@pytest.mark.skipif(not torch.cuda.is_available(), reason='needs an NVIDIA GPU and a torch built for it')
@pytest.mark.parametrize(('precision', 'tolerance'), [('fp32', 1e-3), ('fp16', 1e-2), ('bf16', 5e-2)])
def test_a_recorded_graph_gives_what_the_cpu_gives_for_every_input(bundle: Bundle, precision: str,
                                                                   tolerance: float) -> None:
    """The second input tells a graph that reads its inputs anew from one that repeats itself."""
    exact = TorchEngine(bundle, 'tracker.onnx', ONE_THREAD)
    engine = TorchEngine(bundle, 'tracker.onnx', EngineOptions(device='cuda', precision=precision))
    first = tiny_feeds()
    for inputs in (first, {**first, 'search': -first['search']}, first):
        found, expected = engine.run(inputs), exact.run(inputs)
        for name, value in expected.items():
            assert found[name].dtype == np.float32 and np.abs(found[name] - value).max() < tolerance


def test_asking_whether_it_can_run_imports_no_torch() -> None:
    program = ('import sys; from vl_tracker_ros.engines import EngineOptions, why_not;'
               'why_not(EngineOptions("torch", "cuda")); print("torch" in sys.modules)')
    answer = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == 'False'


@pytest.mark.parametrize(('change', 'cause'), [
    ({'more': np.zeros(1, np.float32)}, "got .*'more'"),
    ({'mask': np.ones((1, 9), np.float32)}, r"'mask' is float32 \[1, 8\], got float32 \[1, 9\]"),
    ({'mask': np.ones((2, 8), np.float32)}, r"'mask' is float32 \[1, 8\], got float32 \[2, 8\]"),
    ({'ids': np.ones((1, 8), np.int32)}, r"'ids' is int64 \[1, 8\], got int32 \[1, 8\]"),
    ({'ids': np.full((1, 8), 200, np.int64)}, 'index out of range'),
])
def test_wrong_feeds_give_one_line(bundle: Bundle, change: Arrays, cause: str) -> None:
    engine = TorchEngine(bundle, 'text.onnx', ONE_THREAD)
    with pytest.raises(EngineError, match=cause) as caught:
        engine.run({**tiny_feeds('text.onnx'), **change})
    assert '\n' not in str(caught.value)


def test_missing_feed_gives_one_line(bundle: Bundle) -> None:
    with pytest.raises(EngineError, match=r"wants inputs \['ids', 'mask'\], got \['ids'\]"):
        TorchEngine(bundle, 'text.onnx', ONE_THREAD).run({'ids': tiny_feeds('text.onnx')['ids']})


def error_of(bundle: Bundle, file: str = 'tracker.onnx') -> str:
    with pytest.raises(EngineError) as caught:
        create_engine(bundle, file, EngineOptions('torch', 'cpu', threads=1))
    assert '\n' not in str(caught.value)
    return str(caught.value)


def copy(bundle: Bundle, folder: Path, **sections: Any) -> Bundle:
    folder.mkdir()
    for name in bundle.files:
        (folder / name).write_bytes(bundle.file(name).read_bytes())
    return complete_tiny_bundle(folder, **sections)


def test_model_that_is_not_registered(tmp_path: Path) -> None:
    colour = load_bundle(write_colour_bundle(tmp_path / 'colour'))
    assert "torch cannot build 'colour': no model 'colour'; known: " in error_of(colour)


def test_model_of_another_size(bundle: Bundle, tmp_path: Path) -> None:
    register_model('larger', partial(MVLM, type(TINY)(**{**vars(TINY), 'dim': 32})))
    error = error_of(copy(bundle, tmp_path / 'other', model='larger'))
    assert 'weights of another variant of MVLMTracker' in error
    assert 'pos_search (1, 16, 16) in the file but (1, 16, 32) in the model' in error


def test_model_with_more_weights(bundle: Bundle, tmp_path: Path) -> None:
    register_model('deeper', partial(MVLM, type(TINY)(**{**vars(TINY), 'depth': 2})))
    error = error_of(copy(bundle, tmp_path / 'other', model='deeper'))
    assert 'tracker.onnx: these weights do not fit MVLMTracker; missing: ' in error and 'blocks.1.' in error


def test_file_that_is_no_network(bundle: Bundle, tmp_path: Path) -> None:
    folder = copy(bundle, tmp_path / 'other').path
    (folder / 'tracker.onnx').write_bytes(b'not a network')
    assert 'tracker.onnx' in error_of(complete_tiny_bundle(folder))


def test_weights_are_those_of_the_file(bundle: Bundle, tmp_path: Path) -> None:
    """A weight changed in the ONNX file changes what torch answers: nothing else is read."""
    folder = copy(bundle, tmp_path / 'other').path
    network = onnx.load(folder / 'text.onnx')
    last = next(node for node in network.graph.node if 'text' in node.output)
    bias = next(tensor for tensor in network.graph.initializer if tensor.name in last.input and 'bias' in tensor.name)
    bias.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(bias) + 1, bias.name))
    onnx.save(network, folder / 'text.onnx')
    changed = TorchEngine(complete_tiny_bundle(folder), 'text.onnx', ONE_THREAD).run(tiny_feeds('text.onnx'))['text']
    before = TorchEngine(bundle, 'text.onnx', ONE_THREAD).run(tiny_feeds('text.onnx'))['text']
    assert np.allclose(changed, before + 1, atol=1e-5)

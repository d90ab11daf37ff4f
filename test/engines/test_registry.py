from __future__ import annotations

import logging
from pathlib import Path

import pytest
from support.colour_bundle import write_colour_bundle

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.engines import EngineError, EngineOptions, create_engine, register_runtime, registry, runtime_names


@pytest.fixture(scope='module')
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, '_runtimes', dict(registry._runtimes))


def test_auto_says_which_runtime_and_why(bundle: Bundle, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        engine = create_engine(bundle, 'tracker.onnx', EngineOptions(threads=1))
    assert engine.describe().startswith('onnxruntime ')
    assert engine.describe() in caplog.text and 'auto:' in caplog.text


def test_unknown_runtime_tells_the_known_ones(bundle: Bundle) -> None:
    with pytest.raises(EngineError, match="unknown runtime 'tensorflow'; there are auto, onnxruntime, torch"):
        create_engine(bundle, 'tracker.onnx', EngineOptions('tensorflow'))


def test_runtime_that_is_not_installed(bundle: Bundle) -> None:
    register_runtime('warp', 'a_module_that_is_not_there:WarpEngine')
    assert 'warp' in runtime_names()
    with pytest.raises(EngineError, match="runtime 'warp' is not available: .*a_module_that_is_not_there"):
        create_engine(bundle, 'tracker.onnx', EngineOptions('warp'))


def test_registered_runtime_is_called_with_file_and_options(bundle: Bundle, tmp_path: Path,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / 'own_runtime.py').write_text(
        'class Own:\n'
        '    def __init__(self, bundle, file, options): self.made_of = (bundle.name, file, options)\n'
        '    def describe(self): return "own"\n')
    monkeypatch.syspath_prepend(tmp_path)
    register_runtime('own', 'own_runtime:Own')
    options = EngineOptions('own', threads=3)
    assert create_engine(bundle, 'text.onnx', options).made_of == ('colour', 'text.onnx', options)

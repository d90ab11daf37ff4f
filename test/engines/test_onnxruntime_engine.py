from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.colour_bundle import SECTIONS, write_colour_bundle
from support.one_thread import ONE_THREAD

from vl_tracker_ros.bundle import Bundle, load_bundle, write_bundle
from vl_tracker_ros.engines import Engine, EngineError, EngineOptions
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.engines.onnxruntime_engine import OnnxRuntimeEngine


@pytest.fixture(scope='module')
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


@pytest.fixture(scope='module')
def engine(bundle: Bundle) -> Engine:
    return OnnxRuntimeEngine(bundle, 'text.onnx', ONE_THREAD)


def feeds() -> Arrays:
    return {'ids': np.ones((1, 8), np.int64), 'mask': np.ones((1, 8), np.float32)}


def test_outputs_have_their_names(engine: Engine) -> None:
    outputs = engine.run(feeds())
    assert engine.input_names == ('ids', 'mask') and engine.output_names == ('text',)
    assert outputs['text'].shape == (1, 8, 3)


def test_threads_are_described(bundle: Bundle) -> None:
    assert OnnxRuntimeEngine(bundle, 'text.onnx', EngineOptions(threads=2)).describe().endswith('cpu, 2 threads')
    assert OnnxRuntimeEngine(bundle, 'text.onnx', EngineOptions()).describe().endswith('default threads')


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


def test_file_that_is_no_network(tmp_path: Path) -> None:
    folder = write_colour_bundle(tmp_path / 'colour')
    (folder / 'tracker.onnx').write_bytes(b'not a network')
    with pytest.raises(EngineError, match='tracker.onnx: ONNX Runtime cannot load it'):
        OnnxRuntimeEngine(write_bundle(folder, SECTIONS), 'tracker.onnx', ONE_THREAD)


def test_robot_half_does_not_import_torch(bundle: Bundle) -> None:
    program = ('import sys; from vl_tracker_ros.tracking import create_tracker;'
               f'create_tracker({str(bundle.path)!r}); print("torch" in sys.modules, "rclpy" in sys.modules)')
    answer = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ['False', 'False']

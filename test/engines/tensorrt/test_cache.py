"""Plans in the cache: found, refused, replaced; by one process, and by several that get in each other's way."""
from __future__ import annotations

import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from support.checkout import CHECKOUT
from support.colour_bundle import SECTIONS, write_box_follower, write_colour_bundle
from support.fake_gpu import FakeGpu

from vl_tracker_ros.bundle import Bundle, load_bundle, write_bundle
from vl_tracker_ros.engines import Engine, EngineError, EngineOptions, create_engine
from vl_tracker_ros.engines.tensorrt.cache import PlanCache

BUILD_S = 3.0


def load(bundle: Bundle, precision: str = 'fp32') -> Engine:
    return create_engine(bundle, 'text.onnx', EngineOptions('tensorrt', precision=precision))


def works(engine: Engine) -> bool:
    return bool(np.any(engine.run({'ids': np.ones((1, 8), np.int64), 'mask': np.ones((1, 8), np.float32)})['text']))


def only(cache: PlanCache, suffix: str) -> Path:
    path, = cache.folder.glob(f'*{suffix}')
    return path


def test_second_start_builds_nothing(gpu: FakeGpu, colour: Bundle, cache: PlanCache) -> None:
    assert works(load(colour)) and works(load(colour))
    assert len(gpu.control.builds) == 1
    assert sorted(path.suffix for path in cache.folder.iterdir()) == ['', '.json', '.plan', '.timing']


def test_entry_is_readable_and_says_what_the_plan_depends_on(gpu: FakeGpu, colour: Bundle, cache: PlanCache) -> None:
    load(colour)
    entry = json.loads(only(cache, '.json').read_text())
    assert entry['key'] == {
        'bundle': 'colour', 'file': 'text.onnx', 'precision': 'fp32', 'device': 'gpu', 'tensorrt': '10.3.0',
        'onnx': colour.files['text.onnx'], 'gpu': 'Orin', 'compute_capability': '8.7', 'driver': 'CUDA 12.6',
        'schema': 1}
    assert ['ids', True, 'int64', [1, 8]] in entry['signature']
    assert entry['plan_bytes'] == only(cache, '.plan').stat().st_size


def test_name_of_a_bundle_leads_out_of_no_folder(gpu: FakeGpu, cache: PlanCache, tmp_path: Path) -> None:
    load(load_bundle(write_colour_bundle(tmp_path / 'evil', name='../../evil')))
    assert cache.entries()[0].key.bundle == '../../evil' and not (tmp_path / 'evil.plan').exists()
    assert {path.parent for path in tmp_path.rglob('*.plan')} == {cache.folder}


def _update(gpu: FakeGpu) -> None:
    gpu.use_tensorrt('10.16.1.11')


def _other_gpu(gpu: FakeGpu) -> None:
    gpu.driver.name, gpu.driver.capability = 'RTX 4090', '8.9'


def _other_driver(gpu: FakeGpu) -> None:
    gpu.driver.version = 12080


@pytest.mark.parametrize(('change', 'reason'), [
    (_update, 'TensorRT was 10.3.0, is 10.16.1.11'), (_other_driver, 'the driver was CUDA 12.6, is CUDA 12.8'),
    (_other_gpu, 'the GPU was Orin, is RTX 4090, its capability was 8.7, is 8.9')])
def test_plan_of_another_machine_is_not_used(gpu: FakeGpu, colour: Bundle, cache: PlanCache, reason: str,
                                             change: Callable[[FakeGpu], None],
                                             caplog: pytest.LogCaptureFixture) -> None:
    load(colour)
    caplog.clear()
    change(gpu)
    before = len(gpu.control.builds)
    assert works(load(colour)) and len(gpu.control.builds) == before + 1
    assert f'colour/text.onnx fp32: building a plan, which takes minutes: {reason}\n' in caplog.text
    assert len(cache.entries()) == 2


def test_plan_of_another_network_is_not_used(gpu: FakeGpu, colour: Bundle, tmp_path: Path,
                                             caplog: pytest.LogCaptureFixture) -> None:
    load(colour)
    text = write_colour_bundle(tmp_path / 'colour') / 'text.onnx'
    text.write_bytes(text.read_bytes().replace(b'words', b'names'))
    load(write_bundle(text.parent, SECTIONS))
    assert len(gpu.control.builds) == 2 and 'building a plan, which takes minutes: the network\n' in caplog.text


def _tamper(cache: PlanCache) -> None:
    only(cache, '.plan').write_bytes(only(cache, '.plan').read_bytes().replace(b'10.3.0', b'10.3.1'))


def _truncate(cache: PlanCache) -> None:
    os.truncate(only(cache, '.plan'), 100)


def _remove_plan(cache: PlanCache) -> None:
    only(cache, '.plan').unlink()


def _truncate_description(cache: PlanCache) -> None:
    os.truncate(only(cache, '.json'), 100)


def _describe_something_else(cache: PlanCache) -> None:
    only(cache, '.json').write_text('[]')


def _describe_another_key(cache: PlanCache) -> None:
    only(cache, '.json').write_text(only(cache, '.json').read_text().replace('Orin', 'Thor'))


def _describe_other_inputs(cache: PlanCache) -> None:
    only(cache, '.json').write_text(only(cache, '.json').read_text().replace('"ids"', '"words"'))


@pytest.mark.parametrize(('damage', 'reason'), [
    (_tamper, 'its plan in the cache is damaged'), (_truncate, 'its plan in the cache is damaged'),
    (_remove_plan, 'its entry in the cache is damaged: .*No such file'),
    (_truncate_description, 'its entry in the cache is damaged: '),
    (_describe_something_else, 'its entry in the cache is damaged: .* describes no plan'),
    (_describe_another_key, 'its plan in the cache is damaged'),
    (_describe_other_inputs, 'its inputs or outputs are not those of its description')])
def test_damaged_entry_is_built_anew(gpu: FakeGpu, colour: Bundle, cache: PlanCache, reason: str,
                                     damage: Callable[[PlanCache], None], caplog: pytest.LogCaptureFixture) -> None:
    load(colour)
    caplog.clear()
    damage(cache)
    assert works(load(colour)) and len(gpu.control.builds) == 2
    line, = [record.message for record in caplog.records if 'building' in record.message]
    assert re.search(reason, line)
    assert works(load(colour)) and len(gpu.control.builds) == 2


def test_plan_that_tensorrt_refuses_is_built_anew_once(gpu: FakeGpu, colour: Bundle,
                                                       caplog: pytest.LogCaptureFixture) -> None:
    load(colour)
    gpu.control.load_error = 'incompatible device'
    with pytest.raises(EngineError, match='cannot use the plan that it has just built: .*incompatible device'):
        load(colour)
    assert len(gpu.control.builds) == 2
    assert 'takes minutes: TensorRT does not load it: incompatible device' in caplog.text


def test_cache_that_cannot_be_written(gpu: FakeGpu, colour: Bundle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                      caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / 'file').touch()
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'file'))
    assert works(load(colour))
    assert 'the plan cannot be kept, and the next start will build it again: [Errno 20] Not a directory' in caplog.text


def test_plan_is_used_where_nothing_can_be_written(gpu: FakeGpu, colour: Bundle, cache: PlanCache,
                                                   caplog: pytest.LogCaptureFixture) -> None:
    """As in a container image that was made with the plans in it."""
    load(colour)
    (cache.folder / '.lock').unlink()
    (cache.folder / '.lock').mkdir()        # who opens it to write fails, root too
    caplog.clear()
    assert works(load(colour)) and len(gpu.control.builds) == 1 and 'building' not in caplog.text


@contextmanager
def full_disk() -> Iterator[None]:
    """No file can grow above 2 kB; not a fixture, since that would hold for pytest's own output as well."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_full_disk_leaves_nothing_behind(gpu: FakeGpu, colour: Bundle, cache: PlanCache,
                                         caplog: pytest.LogCaptureFixture) -> None:
    with full_disk():
        engine = create_engine(colour, 'tracker.onnx', EngineOptions('tensorrt'))
    assert 'the plan cannot be kept, and the next start will build it again: [Errno 27] File too large' in caplog.text
    assert engine.input_names and [path.name for path in cache.folder.iterdir()] == ['.lock']


def start(*arguments: str, bundle: Bundle, **environment: str) -> subprocess.Popen[str]:
    """vl-tracker build in a process of its own, whose builds take BUILD_S."""
    path = os.pathsep.join([str(CHECKOUT), str(CHECKOUT / 'test')])
    return subprocess.Popen(
        [sys.executable, str(CHECKOUT / 'test/support/on_fake_gpu.py'), 'build', f'{bundle.path}/', *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, 'PYTHONPATH': path, 'FAKE_BUILD_S': str(BUILD_S), **environment})


@pytest.fixture
def small(tmp_path: Path) -> Bundle:
    """A bundle of one network."""
    return load_bundle(write_box_follower(tmp_path / 'small'))


def wait_until_it_builds(process: subprocess.Popen[str]) -> str:
    """Returns the line of progress."""
    assert process.stderr
    for line in process.stderr:
        if 'building for' in line:
            return line
    raise AssertionError(f'{process.wait()}: it has built nothing')


def test_two_processes_build_once(small: Bundle, cache: PlanCache) -> None:
    processes = [start(bundle=small), start(bundle=small)]
    answers = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0], answers
    errors = ''.join(error for _, error in answers)
    assert errors.count('fp32: building a plan') == 1
    assert 'another process is building a plan; waiting for it' in errors
    assert all('box_follower/tracker.onnx fp32 runs on tensorrt 10.3.0' in output for output, _ in answers)
    assert len(cache.entries()) == 1


def test_killed_while_it_builds(small: Bundle, cache: PlanCache) -> None:
    first = start(bundle=small)
    assert wait_until_it_builds(first).startswith(
        'vl-tracker build: box_follower/tracker.onnx fp32: building for 0 s, Tactic selection')
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert (cache.folder / '.lock').exists() and not cache.entries()
    leftover = cache.folder / 'of_a_process_killed_while_it_wrote.plan.partial'
    leftover.write_bytes(b'half a plan')
    began = time.monotonic()
    second = start(bundle=small)
    output, error = second.communicate(timeout=60)
    assert second.returncode == 0, error
    assert 'waiting' not in error and 'there is none yet' in error and 'MB, built in' in output
    assert time.monotonic() - began >= BUILD_S and len(cache.entries()) == 1 and not leftover.exists()

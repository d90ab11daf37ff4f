from __future__ import annotations

from pathlib import Path

import pytest
from support.fake_gpu import FakeGpu

from vl_tracker_ros.cli.main import main
from vl_tracker_ros.engines.tensorrt.cache import PlanCache


def test_all_networks_are_built_and_run(gpu: FakeGpu, cache: PlanCache, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['build', 'colour', '--precision', 'fp16']) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith('colour/tracker.onnx fp16: 0.0 MB, built in 0 s on ') and str(cache.folder) in lines[0]
    assert lines[1] == 'colour/tracker.onnx fp16 runs on tensorrt 10.3.0, cuda, fp16, CUDA graph'
    assert lines[2].startswith('colour/text.onnx fp32: ') and len(lines) == 4
    assert len(gpu.control.builds) == 2 and len(cache.entries()) == 2


def test_what_is_built_is_not_built_again_unless_forced(gpu: FakeGpu, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, builds in (([], 1), ([], 1), (['--force'], 2)):
        assert main(['build', 'box_follower', *arguments]) == 0
        assert len(gpu.control.builds) == builds


def test_build_only_loads_no_plan(gpu: FakeGpu, capsys: pytest.CaptureFixture[str]) -> None:
    gpu.control.load_error = 'no memory to run it'
    assert main(['build', 'box_follower', '--build-only']) == 0
    assert capsys.readouterr().out.count('\n') == 1
    assert main(['build', 'box_follower']) == 2


def test_dla_takes_the_tracker_alone(gpu: FakeGpu, cache: PlanCache) -> None:
    """It has no fp32, in which the text network runs."""
    gpu.control.dla_cores = 1
    assert main(['build', 'colour', '--precision', 'fp16', '--device', 'dla']) == 0
    assert {entry.key.file: entry.key.device for entry in cache.entries()} == {
        'tracker.onnx': 'dla:0', 'text.onnx': 'gpu'}


def test_plan_that_cannot_be_kept_is_an_error(gpu: FakeGpu, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                              capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / 'file').touch()
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'file'))
    assert main(['build', 'box_follower']) == 2
    assert 'vl-tracker build: box_follower/tracker.onnx fp32: the plan cannot be kept in ' in capsys.readouterr().err


@pytest.mark.parametrize(('arguments', 'reason'), [
    (['colour'], 'fp32 cannot be had here: tensorrt on cuda: the NVIDIA driver finds no GPU'),
    (['nothing'], "no bundle named 'nothing'"), (['colour', '--device', 'tpu'], "unknown device 'tpu'"),
    (['colour', '--precision', 'bf16'], 'bf16 cannot be had here: tensorrt on cuda: it runs fp32, fp16, int8')])
def test_what_cannot_be_done_is_one_line(gpu: FakeGpu, arguments: list[str], reason: str,
                                         capsys: pytest.CaptureFixture[str]) -> None:
    gpu.driver.error = 100
    assert main(['build', *arguments]) == 2
    error = capsys.readouterr().err
    assert error.startswith('vl-tracker build: ') and reason in error and error.count('\n') == 1


def test_cache_lists_plans_and_clears_them(gpu: FakeGpu, cache: PlanCache, capsys: pytest.CaptureFixture[str]) -> None:
    main(['build', 'colour'])
    main(['build', 'box_follower', '--precision', 'fp16'])
    capsys.readouterr()
    assert main(['cache', 'list']) == 0
    titles, *rows = capsys.readouterr().out.splitlines()
    assert titles.split()[:2] == ['network', 'precision'] and len(rows) == 3
    assert any('box_follower/tracker.onnx  fp16' in row and 'Orin' in row and '10.3.0' in row for row in rows)
    assert main(['cache', 'list', '--bundle', 'colour']) == 0
    assert capsys.readouterr().out.count('colour/') == 2

    assert main(['cache', 'clear', '--bundle', 'colour']) == 0
    assert 'MB removed' in capsys.readouterr().out
    assert [entry.key.bundle for entry in cache.entries()] == ['box_follower']
    assert main(['cache', 'clear']) == 0
    assert [path.name for path in cache.folder.iterdir()] == ['.lock']


def test_empty_cache(cache: PlanCache, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['cache', 'list']) == main(['cache', 'clear']) == 0
    assert capsys.readouterr().out == f'{cache.folder}: no plans\n{cache.folder}: 0.0 MB removed\n'
    assert not cache.folder.exists()

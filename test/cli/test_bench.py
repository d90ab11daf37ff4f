"""`vl-tracker bench`: real runtimes in real processes, and what goes wrong on the way."""
from __future__ import annotations

import json
import multiprocessing
import sys
from pathlib import Path

import cv2
import pytest
from support import bench_parts

from vl_tracker_ros.bench import contender
from vl_tracker_ros.bench.peak import PeakProbe
from vl_tracker_ros.cli.bench import FAILED
from vl_tracker_ros.cli.main import BAD_INPUT, INTERRUPTED, main

QUICK = ['--frames', '4', '--threads', '1']


def run(*arguments: str) -> int:
    try:
        return main(['bench', *arguments])
    except SystemExit as exit:
        return exit.code


def test_table_json_and_picture(clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / 'new' / 'out'
    assert run('colour', 'box_follower', '--runtime', 'onnxruntime', '--video', str(clip), '--box', '100,80,60,60',
               *QUICK, '--out', str(out)) == 0
    text = capsys.readouterr().out
    assert text.count(' onnxruntime  fp32') == 4 and f'4 frames of {clip}' in text
    report = json.loads((out / 'bench.json').read_text())
    figures = [row['figures'] for row in report['rows']]
    assert [row['bundle'] for row in report['rows']] == ['colour', 'box_follower']
    assert report['threads'] == 1 and report['peak']['gflops_per_s'] > 0 and report['date'].startswith('2')
    for found in figures:
        assert set(found['max_abs'].values()) == {0.0} and found['iou_least'] == pytest.approx(1)
        assert found['gflops'] == 0 and 0 < found['network_ms']['p50'] <= found['network_ms']['p95']
    assert cv2.imread(str(out / 'bench.png')) is not None


def test_without_a_video_a_scene_is_rendered_and_without_out_nothing_is_written(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert run('colour', '--runtime', 'onnxruntime', *QUICK) == 0
    assert '4 frames of rendered scene' in capsys.readouterr().out and not list(tmp_path.iterdir())


def test_robot_without_the_package_onnx(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, 'onnx', None)
    assert run('colour', '--runtime', 'onnxruntime', *QUICK) == 0
    assert 'GFLOPs of a frame: not known; they are counted by the package onnx' in capsys.readouterr().out


@pytest.mark.parametrize(('runner', 'reason'), [
    (bench_parts.BreaksOff, 'failed (frame 3): out of memory'),
    (bench_parts.Dies, 'failed (frame 3): its process died')])
def test_runtime_that_fails_in_the_middle(runner: type, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                          capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(contender, 'Runner', runner)
    assert run('colour', '--runtime', 'onnxruntime', *QUICK, '--out', str(tmp_path)) == FAILED
    assert f'colour  onnxruntime  fp32       {reason}' in capsys.readouterr().out
    row, = json.loads((tmp_path / 'bench.json').read_text())['rows']
    assert row['broke_off'] and row['figures'] is None and row['reason'].startswith(reason)


def test_interrupt_leaves_no_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    running: list[int] = []

    def interrupt(_: PeakProbe) -> None:
        running.append(len(multiprocessing.active_children()))
        raise KeyboardInterrupt

    monkeypatch.setattr(PeakProbe, 'take_turn', interrupt)
    assert run('colour', '--runtime', 'onnxruntime', *QUICK) == INTERRUPTED
    assert capsys.readouterr().err == 'vl-tracker bench: interrupted\n'
    assert running == [2] and not multiprocessing.active_children()


@pytest.mark.parametrize(('arguments', 'reason'), [
    (['no_such'], "no bundle named 'no_such'"),
    (['colour', '--video', 'no_such.mp4'], 'no_such.mp4: no such video file or folder'),
    (['colour', '--frames', '0'], "'0' is not a positive whole number"),
    (['colour', '--runtime', 'abacus'], "colour abacus fp32: unknown runtime 'abacus'"),
    (['colour', '--precision', 'fp33'], "unknown precision 'fp33'"),
    (['colour', '--reference', 'abacus'], "unknown runtime 'abacus'"),
    (['box_follower', '--runtime', 'onnxruntime', '--text', 'the red ball'], 'cannot start from words alone'),
    (['colour', '--runtime', 'onnxruntime', '--box', '900,10,20,20'], 'outside the image'),
])
def test_bad_input_is_one_line_and_nothing_is_measured(arguments: list[str], reason: str, tmp_path: Path,
                                                       capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / 'out'
    assert run(*arguments, '--threads', '1', '--out', str(out)) == BAD_INPUT
    error = capsys.readouterr().err
    assert error.startswith('vl-tracker bench: ') and reason in error and error.count('\n') == 1
    assert not list(out.glob('*'))


def test_folder_that_cannot_be_written_is_said_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / 'out').touch()
    assert run('colour', '--out', str(tmp_path / 'out')) == BAD_INPUT
    captured = capsys.readouterr()
    assert 'File exists' in captured.err and captured.err.count('\n') == 1 and not captured.out

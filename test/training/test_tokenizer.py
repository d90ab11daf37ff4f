from __future__ import annotations

from pathlib import Path

import pytest
from tokenizers import Tokenizer

from vl_tracker_ros.training.tokenizer import train_tokenizer, training_sentences

SENTENCES = ['the red car', 'the blue car on the left', 'a woman in a Café', 'the redder cars'] * 3


@pytest.fixture(scope='module')
def tokenizer() -> Tokenizer:
    return train_tokenizer(SENTENCES, 60)


def test_padding_is_0_and_unknown_1(tokenizer: Tokenizer) -> None:
    assert tokenizer.token_to_id('[PAD]') == 0 and tokenizer.token_to_id('[UNK]') == 1
    assert tokenizer.encode('汽车').ids == [1]
    assert 0 not in tokenizer.encode('the red car').ids


def test_vocabulary_has_its_size_at_most(tokenizer: Tokenizer) -> None:
    assert 20 < tokenizer.get_vocab_size() <= 60


def test_case_and_accents_do_not_count(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode('The RED Café').ids == tokenizer.encode('the red cafe').ids


def test_unseen_words_are_pieces_of_seen_ones(tokenizer: Tokenizer) -> None:
    assert 1 not in tokenizer.encode('lefter').ids


def test_sentences_of_a_file_come_without_their_names(tmp_path: Path) -> None:
    (tmp_path / 'nlp.tsv').write_text('airplane-1\tthe white airplane\nwithout a tab\n', encoding='utf-8')
    assert training_sentences(['a'], str(tmp_path / 'nlp.tsv')) == ['a', 'the white airplane', 'without a tab']
    assert training_sentences(['a'], None) == ['a']

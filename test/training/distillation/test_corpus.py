from __future__ import annotations

from pathlib import Path

import pytest

from vl_tracker_ros.training.distillation.corpus import (
    Language, distilled_sentences, our_words, read_language, split_words, tokenizer_sentences)
from vl_tracker_ros.training.tokenizer import UNKNOWN, train_tokenizer

KNOWN = [f'word{chr(97 + i // 26 % 26)}{chr(97 + i % 26)}{chr(97 + i // 676)}' for i in range(1500)]
LANGUAGE = Language(['a bird in the tree'], ['a shark'])


def test_every_seventh_class_is_kept_apart(tmp_path: Path) -> None:
    rows = [f'{kind}-{i}\tThe {kind} number {i}' for kind in 'abcdefghi' for i in (1, 20)]
    (tmp_path / 'nlp.tsv').write_text('\n'.join(rows))
    language = read_language(tmp_path / 'nlp.tsv')
    assert language.unseen == ['the a number 1', 'the a number 20', 'the h number 1', 'the h number 20']
    assert len(language.seen) == 14


def test_a_line_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / 'nlp.tsv').write_text('a-1\tgood\nbad\n')
    with pytest.raises(ValueError, match='nlp.tsv: line 2 should be a name, a tab and a sentence'):
        read_language(tmp_path / 'nlp.tsv')


def test_words_kept_apart_are_in_no_sentence() -> None:
    known, apart = split_words([*KNOWN, 'bird', 'coat'], LANGUAGE)
    assert sorted([*known, *apart]) == sorted([*KNOWN, 'bird', 'coat']) and 10 < len(apart) < 40
    heard = {word for sentence in distilled_sentences(known, LANGUAGE, 50, 0) for word in sentence.split()}
    assert not heard & set(apart)


def test_the_corpus_has_every_word_once_and_is_the_same_again() -> None:
    sentences = distilled_sentences(KNOWN, LANGUAGE, 50, 3)
    assert sentences == distilled_sentences(KNOWN, LANGUAGE, 50, 3) and len(set(sentences)) == len(sentences)
    heard = {word for sentence in sentences for word in sentence.split()}
    assert set(KNOWN) <= heard and our_words() <= heard and 'bird' in heard


def test_no_word_of_letters_and_digits_is_unknown() -> None:
    tokenizer = train_tokenizer(tokenizer_sentences(KNOWN[:200], ['the red car']), 250)
    for text in ('qzx', 'x', '7', 'zzz9yyy', "rubik's", 't-shirt (red)!'):
        assert UNKNOWN not in tokenizer.encode(text).tokens
    assert tokenizer.encode('汽车').tokens == [UNKNOWN]

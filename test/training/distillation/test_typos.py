from __future__ import annotations

from random import Random

from vl_tracker_ros.training.distillation.typos import misspell


def test_one_longer_word_has_a_slip() -> None:
    for seed in range(200):
        words = misspell('the woman in a red coat', Random(seed)).split(' ')
        changed = [word for word, right in zip(words, 'the woman in a red coat'.split(' ')) if word != right]
        assert len(words) == 6 and len(changed) <= 1        # a wrong letter may happen to be the right one
        assert all(word[0] in 'wc' and 3 <= len(word) <= 6 for word in changed)


def test_most_slips_change_something() -> None:
    assert sum(misspell('trousers', Random(seed)) != 'trousers' for seed in range(100)) > 85


def test_short_words_are_left() -> None:
    assert misspell('a red cap', Random(0)) == 'a red cap' and misspell('', Random(0)) == ''

from __future__ import annotations

import numpy as np
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers
from tokenizers.processors import TemplateProcessing

from vl_tracker_ros.language.phrases import ATTRIBUTES, Phrases
from vl_tracker_ros.language.tokens import DescriptionTokenizer

WORDS = ['<pad>', '<end>', 'the', 'red', 'car', 'parked', 'on', 'road']


@pytest.fixture
def tokenizer() -> Tokenizer:
    found = Tokenizer(models.WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token='<end>'))
    found.pre_tokenizer = pre_tokenizers.Whitespace()
    return found


def ids(*words: str) -> list[int]:
    return [WORDS.index(word) for word in words]


def test_a_sentence_is_padded(tokenizer: Tokenizer) -> None:
    tokens = DescriptionTokenizer(tokenizer, 5)('the red car')
    assert tokens.ids.dtype == np.int64 and tokens.ids.tolist() == [*ids('the', 'red', 'car'), 0, 0]
    assert tokens.mask.dtype == np.float32 and tokens.mask.tolist() == [1, 1, 1, 0, 0] and tokens.cut == []


def test_what_is_too_long_is_cut_keeps_its_end_and_is_told(tokenizer: Tokenizer) -> None:
    tokenizer.post_processor = TemplateProcessing(single='$A <end>', special_tokens=[('<end>', 1)])
    tokens = DescriptionTokenizer(tokenizer, 3)('the red car on the road')
    assert tokens.ids.tolist() == ids('the', 'red', '<end>') and tokens.mask.all()
    assert len(tokens.cut) == 1 and 'of 6 tokens is cut to the first 2' in tokens.cut[0]


def test_nothing_has_no_token_not_even_an_end(tokenizer: Tokenizer) -> None:
    tokenizer.post_processor = TemplateProcessing(single='$A <end>', special_tokens=[('<end>', 1)])
    tokens = DescriptionTokenizer(tokenizer, 3)('')
    assert not tokens.ids.any() and not tokens.mask.any()


def test_each_phrase_has_an_equal_share(tokenizer: Tokenizer) -> None:
    phrases = Phrases('car', 'red', '', 'on the road')
    tokens = DescriptionTokenizer(tokenizer, 8, ATTRIBUTES, lambda description: phrases)('any')
    assert tokens.ids.reshape(4, 2).tolist() == [ids('car', '<pad>'), ids('red', '<pad>'), [0, 0], ids('on', 'the')]
    assert tokens.mask.reshape(4, 2).tolist() == [[1, 0], [1, 0], [0, 0], [1, 1]]
    assert len(tokens.cut) == 1 and "of 3 tokens is cut to the first 2" in tokens.cut[0]
    assert "'on the road'" in tokens.cut[0]


def test_phrases_come_from_the_rules_unless_said_otherwise(tokenizer: Tokenizer) -> None:
    tokens = DescriptionTokenizer(tokenizer, 12, ATTRIBUTES)('the red car parked on the road')
    assert tokens.ids.reshape(4, 3).tolist() == [[*ids('car'), 0, 0], [*ids('red'), 0, 0], [*ids('parked'), 0, 0],
                                                 ids('on', 'the', 'road')]


def test_groups_keep_their_own_order(tokenizer: Tokenizer) -> None:
    tokenise = DescriptionTokenizer(tokenizer, 4, ['location', 'category'], lambda _: Phrases('car', location='road'))
    assert tokenise('any').ids.tolist() == [*ids('road'), 0, *ids('car'), 0]


def test_unknown_group_is_named(tokenizer: Tokenizer) -> None:
    with pytest.raises(ValueError, match=r"text_groups \['colour'\] should be some of"):
        DescriptionTokenizer(tokenizer, 8, ['category', 'colour'])

"""The weights that ship: whole, small, and able to tell what robots are told."""
from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from support.checkout import CHECKOUT
from tokenizers import Tokenizer
from torch import Tensor

from vl_tracker_ros.models.text.small import SmallTextConfig, TextTransformer, load_small_text
from vl_tracker_ros.training.distillation.student import sentence_vectors
from vl_tracker_ros.training.tokenizer import PAD, UNKNOWN, UNKNOWN_ID

FOLDER = CHECKOUT / 'weights' / 'text_small'
Embed = Callable[[list[str]], Tensor]


@pytest.fixture(scope='module')
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FOLDER / 'tokenizer.json'))


@pytest.fixture(scope='module')
def embed(tokenizer: Tokenizer) -> Embed:
    encoder = TextTransformer(SmallTextConfig()).eval()
    load_small_text(encoder, FOLDER)
    return lambda sentences: sentence_vectors(encoder, tokenizer, sentences)


def test_the_folder_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 5e6


def test_words_of_descriptions_are_whole_and_none_is_unknown(tokenizer: Tokenizer) -> None:
    assert tokenizer.token_to_id(PAD) == 0 and tokenizer.token_to_id(UNKNOWN) == UNKNOWN_ID
    assert tokenizer.encode('the woman wearing red trousers').tokens == ['the', 'woman', 'wearing', 'red', 'trousers']
    assert UNKNOWN not in tokenizer.encode("that quixotic wug's t-shirt (no. 7)!").tokens


@pytest.mark.parametrize(('sentence', 'paraphrase', 'different'), [
    ('the woman in a red coat', 'a lady wearing a red coat', 'the woman in a blue coat'),
    ('the man in black trousers', 'the guy with black pants', 'the man in a black hat'),
    ('the white car on the left', 'a white automobile to the left', 'the white car on the right'),
    ('the brown dog', 'a hound that is brown', 'the brown cup'),
    ('a person riding a bicycle', 'a human on a bike', 'a person standing'),
    ('the blue mug on the table', 'a blue cup on the desk', 'the yellow mug on the table')])
def test_a_paraphrase_is_nearer_than_another_fact(embed: Embed, sentence: str, paraphrase: str, different: str) -> None:
    anchor, same, other = embed([sentence, paraphrase, different])
    assert anchor @ same > anchor @ other


def test_a_typo_is_forgiven(embed: Embed) -> None:
    right, misspelt, other = embed(['the woman in a red jacket', 'the womann in a red jaket', 'the man in a green top'])
    assert right @ misspelt > right @ other


def test_vectors_are_finite_without_words(embed: Embed) -> None:
    assert torch.isfinite(embed(['', 'the car'])).all()

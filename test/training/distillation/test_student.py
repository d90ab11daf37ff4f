from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from support.tiny_text import TINY_TEXT
from tokenizers import Tokenizer

from vl_tracker_ros.models.text.small import TextTransformer
from vl_tracker_ros.training.distillation.student import Student, begin_words, pad, sentence_vectors
from vl_tracker_ros.training.tokenizer import train_tokenizer


@pytest.fixture(scope='module')
def tokenizer() -> Tokenizer:
    return train_tokenizer(['the red car', 'the blue bus on the left'] * 3, 100)


def test_it_reads_a_sentence_of_any_length(tokenizer: Tokenizer) -> None:
    ids, mask = pad(tokenizer, ['the red car', 'the blue bus on the left'], 5)
    assert ids.shape == (2, 5) and mask.tolist() == [[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]] and ids[0, 3] == 0
    read = Student(TINY_TEXT, 7)(ids, mask)
    assert (read.sentence.shape, read.imitation.shape, read.fact_logits.shape) == ((2, 16), (2, 384), (2, 7))


def test_a_vector_does_not_depend_on_the_other_sentences(tokenizer: Tokenizer) -> None:
    encoder = TextTransformer(TINY_TEXT).eval()
    alone = sentence_vectors(encoder, tokenizer, ['the red car'])
    together = sentence_vectors(encoder, tokenizer, ['the blue bus on the left', 'the red car'])
    assert torch.allclose(alone[0], together[1], atol=1e-5)
    assert together.norm(dim=-1).tolist() == pytest.approx([1, 1])


def test_words_begin_with_what_they_have_to_do_with_each_other() -> None:
    encoder = TextTransformer(replace(TINY_TEXT, vocabulary=60))
    scale, last = encoder.tokens.weight.std().item(), encoder.tokens.weight[50:].clone()
    spread = torch.randn(50, 8) @ torch.randn(8, 384)       # as many directions as the table has columns
    begin_words(encoder, spread)
    table = encoder.tokens.weight[:50].detach()
    assert table.std().item() == pytest.approx(scale, rel=0.05) and torch.equal(encoder.tokens.weight[50:], last)
    ratio = torch.pdist(table) / torch.pdist(spread)
    assert ratio.std() < 1e-3 * ratio.mean()

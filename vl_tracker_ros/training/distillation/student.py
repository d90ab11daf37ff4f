"""The student: the small text encoder, and the heads that are thrown away when it has learnt."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from vl_tracker_ros.models.layers.attention import masked_mean
from vl_tracker_ros.models.text.small import SmallTextConfig, TextTransformer
from vl_tracker_ros.training.distillation.teacher import DIM


@dataclass
class Read:
    """sentence (n,width), what trackers see of it; imitation (n,DIM) of the teacher; fact_logits (n,facts)."""

    sentence: Tensor
    imitation: Tensor
    fact_logits: Tensor


class Student(nn.Module):
    """Token ids and mask to sentence vectors: the mean of the encoder's tokens, and what the heads make of it."""

    def __init__(self, config: SmallTextConfig, facts: int) -> None:
        super().__init__()
        self.encoder = TextTransformer(config)
        self.imitate = nn.Linear(config.width, DIM)
        self.recognise = nn.Linear(config.width, facts)

    def forward(self, ids: Tensor, mask: Tensor) -> Read:
        """ids (n,L) int64, mask (n,L) float."""
        sentence = masked_mean(self.encoder(ids, mask), mask)
        return Read(sentence, self.imitate(sentence), self.recognise(sentence))


def begin_words(encoder: TextTransformer, vectors: Tensor) -> None:
    """Start the word table with the first principal components of the teacher's word vectors (pieces,DIM).

    What words have to do with each other need not be learnt then, only what to make of it. The scale is kept.
    """
    table = encoder.tokens.weight
    centred = vectors - vectors.mean(0)
    _, _, directions = torch.linalg.svd(centred, full_matrices=False)
    components = centred @ directions[:table.shape[1]].T
    with torch.no_grad():
        table[:len(components)] = components * (table.std() / components.std())


def pad(tokenizer: Tokenizer, sentences: list[str], length: int) -> tuple[Tensor, Tensor]:
    """ids (n,L) int64 and mask (n,L) float of sentences, L the longest of them but at most `length`."""
    tokenizer.enable_padding(pad_id=0, pad_token='[PAD]')
    tokenizer.enable_truncation(length)
    encodings = tokenizer.encode_batch(sentences)
    ids = torch.tensor([encoding.ids for encoding in encodings])
    return ids, torch.tensor([encoding.attention_mask for encoding in encodings], dtype=torch.float32)


@torch.no_grad()
def sentence_vectors(encoder: TextTransformer, tokenizer: Tokenizer, sentences: list[str]) -> Tensor:
    """Unit vectors (n,width) of sentences: the mean of their tokens."""
    ids, mask = pad(tokenizer, sentences, encoder.config.length)
    return F.normalize(masked_mean(encoder(ids, mask), mask), dim=-1)

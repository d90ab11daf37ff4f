"""Descriptions to token ids, the same on the robot and in training."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from vl_tracker_ros.language.phrases import ATTRIBUTES, Decomposer
from vl_tracker_ros.language.phrases_rules import decompose


@dataclass(frozen=True, eq=False)
class Tokens:
    """ids (L,) int64, 0 for padding; mask (L,) float32, 1 for a token; `cut` tells of each text that was too long."""

    ids: NDArray[np.int64]
    mask: NDArray[np.float32]
    cut: list[str]


class DescriptionTokenizer:
    """Gives a description its `length` tokens: to the whole, or with `groups` an equal share to each of these phrases.

    What is too long is cut but keeps the token that ends it; an absent phrase has no token at all. Raises ValueError
    for a group that is no attribute.
    """

    def __init__(self, tokenizer: Tokenizer, length: int, groups: Sequence[str] = (),
                 decomposer: Decomposer = decompose) -> None:
        if unknown := set(groups) - set(ATTRIBUTES):
            raise ValueError(f'text_groups {sorted(unknown)} should be some of {ATTRIBUTES}')
        self._tokenizer, self._length = tokenizer, length
        self._groups, self._decompose = groups, decomposer
        tokenizer.no_padding()
        tokenizer.no_truncation()

    def __call__(self, description: str) -> Tokens:
        tokens = Tokens(np.zeros(self._length, np.int64), np.zeros(self._length, np.float32), [])
        parts = self._parts(description)
        share = self._length // len(parts)
        for index, part in enumerate(parts):
            ids = self._ids(part, share, tokens.cut)
            place = slice(index * share, index * share + len(ids))
            tokens.ids[place], tokens.mask[place] = ids, 1
        return tokens

    def id_of(self, piece: str) -> int | None:
        """The id of a word piece, None when the tokenizer has none of that name."""
        return self._tokenizer.token_to_id(piece)

    def _parts(self, description: str) -> list[str]:
        if not self._groups:
            return [description]
        phrases = self._decompose(description)
        return [getattr(phrases, group) for group in self._groups]

    def _ids(self, text: str, limit: int, cut: list[str]) -> list[int]:
        if not text:
            return []
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        room = limit - self._tokenizer.num_special_tokens_to_add(is_pair=False)
        if len(encoding) > room:
            cut.append(f'description of {len(encoding)} tokens is cut to the first {room}, the limit of this text '
                       f'encoder: {text!r}')
            encoding.truncate(room)
        return self._tokenizer.post_process(encoding).ids

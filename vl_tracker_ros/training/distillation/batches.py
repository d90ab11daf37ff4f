"""The sentences of one step, always the same for a seed and a step, so that a run resumes as if never stopped."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import torch
from torch import Tensor

from vl_tracker_ros.training.distillation.descriptions import change_one, draw
from vl_tracker_ros.training.distillation.sentences import say
from vl_tracker_ros.training.distillation.typos import misspell

_PARTS = 4


@dataclass(frozen=True)
class Triples:
    """Descriptions said twice and said with one fact changed, n each, and the facts (3n,F) of all of them."""

    sentences: list[str]
    paraphrases: list[str]
    negatives: list[str]
    facts: Tensor

    @property
    def all(self) -> list[str]:
        """Sentences, paraphrases and negatives, in this order."""
        return [*self.sentences, *self.paraphrases, *self.negatives]


def draw_triples(count: int, index_of: Mapping[str, int], typo_rate: float, rng: Random) -> Triples:
    """The negative has the form of the sentence or of its paraphrase, so that the form tells nothing."""
    said, again, changed, meanings = [], [], [], []
    for _ in range(count):
        meaning = draw(rng)
        other = change_one(meaning, rng)
        forms = rng.random(), rng.random()
        said.append(say(meaning, Random(forms[0])))
        again.append(say(meaning, Random(forms[1])))
        changed.append(say(other, Random(rng.choice(forms))))
        meanings.append((meaning, other))
    described = [first for first, _ in meanings] * 2 + [second for _, second in meanings]
    facts = torch.zeros(len(described), len(index_of))
    for row, meaning in enumerate(described):
        facts[row, [index_of[fact] for fact in meaning.facts]] = 1
    return Triples(*([_slip(s, typo_rate, rng) for s in group] for group in (said, again, changed)), facts)


def draw_distilled(sentences: Sequence[str], count: int, typo_rate: float, rng: Random) -> tuple[list[int], list[str]]:
    """Numbers of sentences and the sentences, some with a slip; the teacher's vectors are of those without.

    Those of a batch lie in one of _PARTS parts of the corpus, which is sorted by length: less padding.
    """
    part = rng.randrange(_PARTS)
    limits = part * len(sentences) // _PARTS, (part + 1) * len(sentences) // _PARTS
    rows = [rng.randrange(*limits) for _ in range(count)]
    return rows, [_slip(sentences[row], typo_rate, rng) for row in rows]


def _slip(sentence: str, rate: float, rng: Random) -> str:
    return misspell(sentence, rng) if rng.random() < rate else sentence

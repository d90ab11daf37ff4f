"""What can be said of an object, and of which others it could be said too."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vl_tracker_ros.data.grammar import GARMENT_WORDS, HUMAN, PEOPLE


@dataclass(frozen=True)
class Described:
    """What can be said of an object in a view. box_cxcywh in view pixels. parts: (garment, colour) pairs."""

    noun: str
    colour: str | None
    parts: tuple[tuple[str, str], ...]
    box_cxcywh: np.ndarray
    synonyms: tuple[str, ...] = ()

    @property
    def is_person(self) -> bool:
        """Whether it is described by what it wears."""
        return self.noun == 'person'

    def may_be_called(self, word: str) -> bool:
        """Whether `word` may name it; of a human nobody knows which of the words for people fits."""
        names = (self.noun, *self.synonyms)
        return word in names or (word in PEOPLE and any(part in HUMAN for name in names for part in name.split()))


@dataclass(frozen=True)
class Claim:
    """The meaning of a phrase: what an object must be like for it to be true. noun: None = any thing."""

    noun: str | None
    colour: str | None = None
    parts: tuple[tuple[str, str], ...] = ()      # (word, colour)

    def could_mean(self, other: Described) -> bool:
        """True unless the phrase is certainly false of `other`; an unknown colour may be any."""
        if self.noun is not None and not other.may_be_called(self.noun):
            return False
        if not other.parts:
            colours = {self.colour, *(colour for _, colour in self.parts)} - {None}
            return other.colour is None or not colours or other.colour in colours
        if self.colour and self.colour not in {colour for _, colour in other.parts}:
            return False
        return all(any(word in GARMENT_WORDS.get(g, (g,)) and c == colour for g, c in other.parts)
                   for word, colour in self.parts)

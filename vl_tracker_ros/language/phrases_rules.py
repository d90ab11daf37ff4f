"""Decomposition by rules: no model, no training, microseconds. The default on a robot.

An English description names the thing first and then says what it looks like, does, and where it is, so one reading
from left to right is enough: each word either goes on with the phrase before it or begins another. What no rule knows
(another language, say) is the category.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, field

from vl_tracker_ros.language.phrases import ATTRIBUTES, Phrases
from vl_tracker_ros.language.phrases_words import (
    AIMING, AUXILIARIES, CLOTHES, COLOURINGS, COMPOUNDS, DETERMINERS, PLACES, RELATIVES, SPATIAL, SPATIAL_PHRASES,
    is_colour, is_look, is_passive, is_verb)

_WORD = re.compile(r"[^\s,;:.!?\"()]+|[,;:.]")
_PAUSE = frozenset(',;:.')
_LINKS = frozenset({'and', 'or', 'but', 'then', 'while', 'of'})
_HAVING = frozenset({'with', 'has', 'have', 'having'})


def decompose(description: str) -> Phrases:
    """The phrases of a description, its words in their order; all '' for a text without words."""
    reader = _Reader(_WORD.findall(description))
    for index in range(len(reader.words)):
        reader.read(index)
    return reader.phrases()


@dataclass
class _Reader:
    """`current` is the attribute of the phrase being read; `named` tells that the noun has been said."""

    words: list[str]
    current: str = 'category'
    named: bool = False
    found: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in ATTRIBUTES})

    def __post_init__(self) -> None:
        self._lower = [word.lower() for word in self.words]

    def read(self, index: int) -> None:
        word = self._lower[index]
        if word in _PAUSE:
            return
        self.current = self._begins(index) or self.current
        if target := self._target(index):
            self.found[target].append(self.words[index])

    def phrases(self) -> Phrases:
        """What was read so far. A link at the end of a phrase, or before it, joins nothing."""
        self._name_something()
        return Phrases(**{name: ' '.join(_trimmed(words)) for name, words in self.found.items()})

    def _at(self, index: int) -> str:
        return self._lower[index] if 0 <= index < len(self._lower) else ''

    def _begins(self, index: int) -> str | None:
        """The attribute of the phrase that begins with this word, if one does."""
        word = self._lower[index]
        if word in AUXILIARIES or word in RELATIVES and self.named:
            return 'action' if is_verb(self._at(index + 1)) and self._at(index + 1) not in COLOURINGS else None
        if self._at(index - 1) in RELATIVES and self.named and word.endswith('s') and word != 'has':
            return 'action'
        if self._is_spatial(index):
            return self._attribute_of_place(index)
        if word in _HAVING and self.current == 'category' and self.named:
            return 'appearance'
        if word in COLOURINGS and self.current != 'action' and self.named:
            return 'appearance'
        return 'action' if self._is_action(index) else None

    def _is_spatial(self, index: int) -> bool:
        if any(tuple(self._lower[index:index + len(phrase)]) == phrase for phrase in SPATIAL_PHRASES):
            return True
        return self._lower[index] in SPATIAL and not (self.current == 'action' and self._belongs_to_verb(index))

    def _belongs_to_verb(self, index: int) -> bool:
        """Whether a preposition goes on with the action: "held by a hand", "side by side", "look at", "stand up"."""
        before, word, behind = (self._at(index + step) for step in (-1, 0, 1))
        if word == 'by':
            return before == behind or any(is_passive(spoken.lower()) for spoken in self.found['action'])
        return word == 'at' and before in AIMING or behind in SPATIAL or behind in _PAUSE or behind in ('', 'and')

    def _attribute_of_place(self, index: int) -> str | None:
        if self._lower[index] != 'in' or self.current == 'location' or not self._is_worn(index + 1):
            return 'location'
        return None if len(self.found['action']) > 1 else 'appearance'      # a companion's dress belongs to the action

    def _is_worn(self, index: int) -> bool:
        """Whether "in ..." goes on with clothes, or with colours and nothing more."""
        coloured = False
        while (word := self._at(index)) in DETERMINERS or is_look(word) or word == 'and':
            if word in CLOTHES and self._at(index + 1) not in CLOTHES:
                return True
            coloured |= is_colour(word)
            index += 1
        ends = word in ('', *_PAUSE) or word in SPATIAL or word in RELATIVES or is_verb(word)
        return word in CLOTHES or coloured and ends

    def _is_action(self, index: int) -> bool:
        word, before = self._lower[index], self._at(index - 1)
        if not self.named or self.current == 'action' or self.current == 'location' and is_passive(word):
            return False
        if not is_verb(word):
            return word.endswith('ly') and is_verb(self._at(index + 1))
        attributive = before in DETERMINERS or before in SPATIAL or before in ('other', 'another', 'of')
        return not attributive and (self.current == 'appearance' or not is_look(before))

    def _target(self, index: int) -> str | None:
        """Where this word goes: to the current phrase, to that of an adjective before the noun, or nowhere."""
        word = self._lower[index]
        if word in AUXILIARIES and word != 'being' or word in RELATIVES and self.named:
            return None
        if self.current != 'category':
            return self.current
        if word in DETERMINERS:
            return None
        if is_look(word) or word == 'and' and is_look(self._at(index - 1)):
            return 'appearance'
        if word in PLACES and self._at(index + 1) not in ('', *_PAUSE) and not self._is_spatial(index + 1):
            return 'location'
        if is_verb(word) and word not in COMPOUNDS and not self.named:
            return 'action'
        self.named |= word not in COMPOUNDS
        return 'category'

    def _name_something(self) -> None:
        """A phrase of adjectives alone is named by its last word: "the orange"."""
        if not self.found['category'] and self.found['appearance']:
            self.found['category'].append(self.found['appearance'].pop())


def _trimmed(words: list[str]) -> list[str]:
    while words and words[-1].lower() in _LINKS:
        words = words[:-1]
    while words and words[0].lower() in _LINKS:
        words = words[1:]
    return words

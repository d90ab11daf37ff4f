"""Sentences about an object that single it out among the others of its scene."""
from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from vl_tracker_ros.data.colours import COLOUR_NAMES
from vl_tracker_ros.data.grammar import (
    ANY, ANY_NOUN, COLOUR_WORDS, GARMENT_WORDS, HUMAN, IDLE_WORDS, OUTER, PEOPLE, PEOPLE_WEIGHTS, PLURAL)


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
class _Claim:
    """The meaning of a sentence: what an object must be like for it to be true. noun: None = any thing."""

    noun: str | None
    colour: str | None = None
    parts: tuple[tuple[str, str], ...] = ()      # (word, colour)

    def could_mean(self, other: Described) -> bool:
        """True unless the sentence is certainly false of `other`; an unknown colour may be any."""
        if self.noun is not None and not other.may_be_called(self.noun):
            return False
        if not other.parts:
            colours = {self.colour, *(colour for _, colour in self.parts)} - {None}
            return other.colour is None or not colours or other.colour in colours
        if self.colour and self.colour not in {colour for _, colour in other.parts}:
            return False
        return all(any(word in GARMENT_WORDS.get(g, (g,)) and c == colour for g, c in other.parts)
                   for word, colour in self.parts)


def _colour_word(colour: str, rng: np.random.Generator) -> str:
    return str(rng.choice(COLOUR_WORDS.get(colour, (colour,))))


def _garment(word: str, colour: str, rng: np.random.Generator) -> str:
    phrase = f'{_colour_word(colour, rng)} {word}'
    return phrase if word in PLURAL else f'a {phrase}'


def _person_claim(target: Described, rng: np.random.Generator) -> tuple[_Claim, str]:
    noun = str(rng.choice(PEOPLE, p=PEOPLE_WEIGHTS))
    main = [p for p in target.parts if p[0] in OUTER] or list(target.parts)
    if not main:
        return _Claim(noun), noun
    count = min(len(main), 1 + int(rng.random() < 0.6))
    chosen = [main[i] for i in rng.permutation(len(main))[:count]]
    words = [(str(rng.choice(GARMENT_WORDS.get(garment, (garment,)))), colour) for garment, colour in chosen]
    joint = str(rng.choice(('wearing', 'in', 'with', 'dressed in')))
    garments = ' and '.join(_garment(word, colour, rng) for word, colour in words)
    if rng.random() < 0.08:
        return _Claim(noun, words[0][1]), f'{_colour_word(words[0][1], rng)}-clothed {noun}'
    return _Claim(noun, parts=tuple(words)), f'{noun} {joint} {garments}'


def _thing_claim(target: Described, rng: np.random.Generator) -> tuple[_Claim, str]:
    noun = str(rng.choice((target.noun, *target.synonyms)))
    named = None if noun == 'object' else noun
    if target.colour is None:
        return _Claim(named), noun
    colour = _colour_word(target.colour, rng)
    if named is None or rng.random() < 0.25:
        return _Claim(None, target.colour), f'{colour} {rng.choice(ANY_NOUN if named is None else ANY)}'
    if rng.random() < 0.25:
        return _Claim(named), noun
    return _Claim(named, target.colour), f'{colour} {noun}'


def _place(target: Described, rivals: list[Described], size: int) -> list[str]:
    """Words of place and size that hold for the target and for no rival, with a margin."""
    x, y, w, h = target.box_cxcywh / size
    boxes = [r.box_cxcywh / size for r in rivals]
    words = []
    if x < 0.45 and all(b[0] > x + 0.15 for b in boxes):
        words.append('{} on the left')
    if x > 0.55 and all(b[0] < x - 0.15 for b in boxes):
        words.append('{} on the right')
    if y < 0.42 and all(b[1] > y + 0.18 for b in boxes):
        words.append('{} at the top')
    if y > 0.58 and all(b[1] < y - 0.18 for b in boxes):
        words.append('{} at the bottom')
    if boxes and all(b[2] * b[3] < 0.6 * w * h for b in boxes):
        words.append('large {}')
    if boxes and all(b[2] * b[3] > 1.6 * w * h for b in boxes):
        words.append('small {}')
    return words


def _finish(phrase: str, rng: np.random.Generator) -> str:
    if rng.random() < 0.25:
        phrase += ' ' + str(rng.choice(IDLE_WORDS))
    return str(rng.choice(('the ', 'the ', '', 'a '))) + phrase


def _claim(target: Described, rng: np.random.Generator) -> tuple[_Claim, str]:
    return _person_claim(target, rng) if target.is_person else _thing_claim(target, rng)


def describe(target: Described, others: list[Described], size: int, rng: np.random.Generator,
             whole_view: bool) -> str | None:
    """A sentence true of the target and of no other object in the view, or None when no attempt gives one.

    Words of place are used only when the view is the whole image (`whole_view`): in a crop left and right mean nothing.
    """
    for _ in range(4):
        claim, phrase = _claim(target, rng)
        rivals = [o for o in others if claim.could_mean(o)]
        places = _place(target, rivals, size) if whole_view else []
        if not rivals and (not places or rng.random() > 0.15):
            return _finish(phrase, rng)
        if places:
            return _finish(str(rng.choice(places)).format(phrase), rng)
    return None


def describe_absent(model: Described, present: list[Described], rng: np.random.Generator) -> str | None:
    """A sentence about an object like `model` that is false of everything present."""
    for _ in range(4):
        claim, phrase = _claim(model, rng)
        if not any(claim.could_mean(o) for o in present):
            return _finish(phrase, rng)
    return None


def describe_false(target: Described, others: list[Described], rng: np.random.Generator) -> str | None:
    """A sentence with one colour wrong, and false of everything in view; None when no colour is known."""
    parts, known = list(target.parts), [i for i, (noun, _) in enumerate(target.parts) if noun in OUTER]
    if known:
        i = int(rng.choice(known))
        parts[i] = (parts[i][0], _other_colour(parts[i][1], rng))
        model = replace(target, parts=(parts[i],))
    elif target.colour:
        model = replace(target, colour=_other_colour(target.colour, rng))
    else:
        return None
    return describe_absent(model, [target, *others], rng)


def _other_colour(colour: str, rng: np.random.Generator) -> str:
    return str(rng.choice([name for name in COLOUR_NAMES if name != colour]))

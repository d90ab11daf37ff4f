"""Descriptions as sentences: synonyms and forms drawn at random, some of them kept for measuring."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from vl_tracker_ros.training.distillation.descriptions import Description
from vl_tracker_ros.training.distillation.words import (
    ANIMAL_ACTIONS, COLOURS, GARMENTS, HUMAN_ACTIONS, PEOPLE, PLACES, PLURALS, SIZES, THING_ACTIONS, THINGS,
    UNSEEN_WEARING, VEHICLE_ACTIONS)

_NOUNS, _ACTIONS = PEOPLE | THINGS, THING_ACTIONS | VEHICLE_ACTIONS | ANIMAL_ACTIONS | HUMAN_ACTIONS


@dataclass(frozen=True)
class Forms:
    """Ways to say things: of a garment, of a person's garments, of a thing's colour, of a whole with its place."""

    garment: tuple[str, ...]
    person: tuple[str, ...]
    coloured: tuple[str, ...]
    placed: tuple[str, ...]
    leads: tuple[str, ...]


SEEN = Forms(
    garment=('{article}{colour} {garment}',) * 4 + ('{article}{garment} that is {colour}',),
    person=('{noun} wearing {worn}', '{noun} in {worn}', '{noun} with {worn}', '{noun} dressed in {worn}',
            '{noun} who wears {worn}', '{noun} that has {worn} on'),
    coloured=('{colour} {noun}',) * 3 + ('{noun} that is {colour}', '{colour} coloured {noun}', '{noun} in {colour}'),
    placed=('{lead}{what} {place}',) * 5 + ('{place}, {lead}{what}', '{lead}{what} which is {place}'),
    leads=('the ', 'the ', 'a ', '', 'that '))
UNSEEN = Forms(
    garment=('{article}{colour} {garment}', '{article}{colour} coloured {garment}'),
    person=tuple(f'{{noun}} {wearing} {{worn}}' for wearing in UNSEEN_WEARING),
    coloured=('{noun} which is {colour}', '{noun} of {colour} colour', '{noun} painted {colour}'),
    placed=('{lead}{what} located {place}', '{lead}{what} that can be seen {place}'),
    leads=('this ', 'our ', 'the '))


def say(description: Description, rng: Random, forms: Forms = SEEN) -> str:
    """A sentence that means the description. Equal generators choose equal forms for descriptions of one build."""
    what = _person(description, rng, forms) if description.worn else _thing(description, rng, forms)
    action, place = _word(_ACTIONS, description.action, rng), _word(PLACES, description.place, rng)
    if action:
        what = f'{what} {action}'
    form, lead = rng.choice(forms.placed), rng.choice(forms.leads)
    return form.format(lead=lead, what=what, place=place) if place else f'{lead}{what}'


def _person(description: Description, rng: Random, forms: Forms) -> str:
    worn = ' and '.join(_garment(garment, colour, rng, forms) for garment, colour in description.worn)
    return rng.choice(forms.person).format(noun=_word(_NOUNS, description.noun, rng), worn=worn)


def _garment(garment: str, colour: str, rng: Random, forms: Forms) -> str:
    word = _word(GARMENTS, garment, rng)
    article = '' if word in PLURALS else 'a '
    return rng.choice(forms.garment).format(article=article, colour=_word(COLOURS, colour, rng), garment=word)


def _thing(description: Description, rng: Random, forms: Forms) -> str:
    noun, size = _word(_NOUNS, description.noun, rng), _word(SIZES, description.size, rng)
    form, colour = rng.choice(forms.coloured), _word(COLOURS, description.colour, rng)
    what = form.format(colour=colour, noun=noun) if colour else noun
    return f'{size} {what}' if size else what


def _word(concepts: dict[str, Sequence[str]], name: str, rng: Random) -> str:
    """One of the words for the concept, '' for none. Always one draw, so that what follows does not depend on it."""
    place = rng.random()
    return concepts[name][int(place * len(concepts[name]))] if name else ''

"""Sentences about an object that single it out among the others of its scene."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from vl_tracker_ros.data.claims import Claim, Described
from vl_tracker_ros.data.colours import COLOUR_NAMES
from vl_tracker_ros.data.grammar import (
    ANY, ANY_NOUN, ARTICLES, COLOUR_WORDS, FORMS, GARMENT_WORDS, HUMAN, IDLE, IDLE_OF_PEOPLE, NO_ARTICLE, OUTER, PEOPLE,
    PLACES, PLURAL)
from vl_tracker_ros.data.places import neighbours, places

__all__ = ['Described', 'describe', 'describe_absent', 'describe_false']

_TRIES = 5
_NEEDLESS_PLACE = 0.15      # how often words of place are added though nothing else could be meant


def _pick(words: Sequence[str], rng: np.random.Generator) -> str:
    return words[rng.integers(len(words))]


def _colour_word(colour: str, rng: np.random.Generator) -> str:
    return _pick(COLOUR_WORDS.get(colour, (colour,)), rng)


def _with_article(article: str, phrase: str) -> str:
    """Article '', 'the' or 'a', which is 'an' before a vowel; nobody says 'a one'."""
    if article == 'a' and phrase[0] in 'aeiou':
        article = 'the' if phrase.startswith('one') else 'an'
    return f'{article} {phrase}'.strip()


def _garment(word: str, colour: str, rng: np.random.Generator) -> str:
    phrase = f'{_colour_word(colour, rng)} {word}'
    return phrase if word in PLURAL else _with_article('a', phrase)


def _phrase(form: str, rng: np.random.Generator, **words: str) -> str:
    return _pick(FORMS[form], rng).format(**words)


def _person_claim(target: Described, rng: np.random.Generator) -> tuple[Claim, str]:
    noun = str(rng.choice(list(PEOPLE), p=list(PEOPLE.values())))
    main = [p for p in target.parts if p[0] in OUTER] or list(target.parts)
    if not main:
        return Claim(noun), noun
    if rng.random() < 0.1:
        colour = main[rng.integers(len(main))][1]
        return Claim(noun, colour), _phrase('clothed', rng, noun=noun, colour=_colour_word(colour, rng))
    count = min(len(main), 1 + int(rng.random() < 0.6))
    chosen = [main[i] for i in rng.permutation(len(main))[:count]]
    words = tuple((_pick(GARMENT_WORDS.get(garment, (garment,)), rng), colour) for garment, colour in chosen)
    garments = ' and '.join(_garment(word, colour, rng) for word, colour in words)
    return Claim(noun, parts=words), _phrase('worn', rng, noun=noun, garments=garments)


def _thing_claim(target: Described, rng: np.random.Generator) -> tuple[Claim, str]:
    noun = _pick((target.noun, *target.synonyms), rng)
    named = None if noun == 'object' else noun
    if target.colour not in COLOUR_NAMES or (named and rng.random() < 0.2):
        return Claim(named), noun
    colour = _colour_word(target.colour, rng)
    if named is None or rng.random() < 0.25:
        any_noun = _pick(ANY_NOUN if named is None else ANY, rng)
        return Claim(None, target.colour), _phrase('coloured', rng, noun=any_noun, colour=colour)
    form = 'clothed' if noun in HUMAN else 'coloured'        # nobody is 'a blue person'
    return Claim(named, target.colour), _phrase(form, rng, noun=noun, colour=colour)


def _claim(target: Described, rng: np.random.Generator) -> tuple[Claim, str]:
    return _person_claim(target, rng) if target.is_person else _thing_claim(target, rng)


def _placed(phrase: str, place: str, rng: np.random.Generator, **words: str) -> str:
    nobody = phrase.split()[0] in NO_ARTICLE                  # there is no 'left someone'
    forms = [form for form in PLACES[place] if form.startswith('{}') or not nobody] or ['{}']
    return _pick(forms, rng).format(phrase, **words)


def _beside(target: Described, rivals: list[Described], others: list[Described],
            rng: np.random.Generator) -> str | None:
    """'the red car': a neighbour of the target alone, that nothing else could be taken for."""
    for other in neighbours(target, rivals, others):
        claim, phrase = _claim(other, rng)
        if not any(claim.could_mean(o) for o in (target, *others) if o is not other):
            return f'the {phrase}'
    return None


def _finish(phrase: str, rng: np.random.Generator) -> str:
    words = phrase.split()
    if rng.random() < 0.2:
        phrase += ' ' + _pick(IDLE_OF_PEOPLE if set(words) & set(PEOPLE) else IDLE, rng)
    return phrase if words[0] in NO_ARTICLE else _with_article(_pick(ARTICLES, rng), phrase)


def describe(target: Described, others: list[Described], size: int, rng: np.random.Generator,
             whole_view: bool) -> str | None:
    """A sentence true of the target and of no other object in the view, or None when no attempt gives one.

    Words of place are used only when the view is the whole image (`whole_view`, `size` pixels): in a crop left and
    right mean nothing. What stands beside the target can be told in both.
    """
    for _ in range(_TRIES):
        claim, phrase = _claim(target, rng)
        rivals = [o for o in others if claim.could_mean(o)]
        if not rivals and rng.random() > _NEEDLESS_PLACE:
            return _finish(phrase, rng)
        if whole_view and (held := places(target, rivals, size)):
            return _finish(_placed(phrase, _pick(held, rng), rng), rng)
        if landmark := _beside(target, rivals, others, rng):
            return _finish(_placed(phrase, 'beside', rng, other=landmark), rng)
        if not rivals:
            return _finish(phrase, rng)
    return None


def describe_absent(model: Described, present: list[Described], rng: np.random.Generator) -> str | None:
    """A sentence about an object like `model` that is false of everything present."""
    for _ in range(_TRIES):
        claim, phrase = _claim(model, rng)
        if not any(claim.could_mean(o) for o in present):
            return _finish(phrase, rng)
    return None


def describe_false(target: Described, others: list[Described], rng: np.random.Generator) -> str | None:
    """A sentence with one colour wrong, and false of everything in view; None when no colour is known."""
    parts = list(target.parts)
    if outer := [i for i, (noun, _) in enumerate(parts) if noun in OUTER]:
        wrong = outer[rng.integers(len(outer))]
        parts[wrong] = (parts[wrong][0], _other_colour(parts[wrong][1], rng))
        model = replace(target, parts=tuple(parts))
    elif target.colour:
        model = replace(target, colour=_other_colour(target.colour, rng))
    else:
        return None
    return describe_absent(model, [target, *others], rng)


def _other_colour(colour: str, rng: np.random.Generator) -> str:
    return _pick([name for name in COLOUR_NAMES if name != colour], rng)

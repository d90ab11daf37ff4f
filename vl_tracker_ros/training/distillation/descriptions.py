"""Meanings that a sentence can have, drawn at random, and how one of their facts is changed."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from vl_tracker_ros.training.distillation.words import (
    ANIMAL_ACTIONS, ANIMALS, COLOURS, GARMENTS, HUMAN_ACTIONS, PEOPLE, PLACES, SIZES, THING_ACTIONS, THINGS,
    VEHICLE_ACTIONS, VEHICLES, Concepts)

_CLASHING = {frozenset(pair) for pair in (('black', 'dark blue'), ('black', 'dark red'), ('blue', 'dark blue'),
                                          ('blue', 'light blue'), ('red', 'dark red'), ('green', 'bright green'),
                                          ('blue', 'turquoise'), ('green', 'turquoise'))}


@dataclass(frozen=True)
class Description:
    """Concepts of `words.py`; worn: (garment, colour) pairs of a person, none for a thing. '' = nothing is said."""

    noun: str
    colour: str = ''
    worn: tuple[tuple[str, str], ...] = ()
    size: str = ''
    action: str = ''
    place: str = ''

    @property
    def facts(self) -> list[str]:
        """What is said, one label for each fact; a garment and its colour are one."""
        plain = {'noun': self.noun, 'colour': self.colour, 'size': self.size, 'action': self.action,
                 'place': self.place}
        return [f'{kind}:{value}' for kind, value in plain.items() if value] + [
            f'worn:{garment}:{colour}' for garment, colour in self.worn]


def all_facts() -> list[str]:
    """Every label that a description can have, in a fixed order."""
    nouns, actions = PEOPLE | THINGS, HUMAN_ACTIONS | THING_ACTIONS | ANIMAL_ACTIONS | VEHICLE_ACTIONS
    plain = {'noun': nouns, 'colour': COLOURS, 'size': SIZES, 'action': actions, 'place': PLACES}
    return [f'{kind}:{name}' for kind, names in plain.items() for name in names] + [
        f'worn:{garment}:{colour}' for garment in GARMENTS for colour in COLOURS]


def draw(rng: Random) -> Description:
    """A person with one or two garments, or a thing."""
    place = rng.choice([*PLACES]) if rng.random() < 0.45 else ''
    if rng.random() < 0.5:
        noun, garments = rng.choice([*PEOPLE]), rng.sample([*GARMENTS], 1 + (rng.random() < 0.5))
        worn = tuple((garment, rng.choice([*COLOURS])) for garment in garments)
        action = rng.choice([*HUMAN_ACTIONS]) if rng.random() < 0.3 else ''
        return Description(noun, worn=worn, action=action, place=place)
    noun = rng.choice([*THINGS])
    colour = rng.choice([*COLOURS]) if rng.random() < 0.75 else ''
    size = rng.choice([*SIZES]) if rng.random() < 0.15 else ''
    action = rng.choice([*_actions(noun)]) if rng.random() < 0.25 else ''
    return Description(noun, colour, size=size, action=action, place=place)


def change_one(description: Description, rng: Random) -> Description:
    """The same but for one fact, or with the colours of two garments exchanged."""
    changes: list[Callable[[Description, Random], Description]] = [_other_noun]
    changes += [_other_colour] * 2 if description.colour else []
    changes += [_other_worn_colour, _other_worn_colour, _other_garment] if description.worn else []
    changes += [_exchanged_colours] * 3 if len({colour for _, colour in description.worn}) == 2 else []
    changes += [_other_place] if description.place else []
    changes += [_other_action] if description.action else []
    return rng.choice(changes)(description, rng)


def _actions(noun: str) -> Concepts:
    return ANIMAL_ACTIONS if noun in ANIMALS else VEHICLE_ACTIONS if noun in VEHICLES else THING_ACTIONS


def _other(names: Concepts, name: str, rng: Random) -> str:
    return rng.choice([other for other in names if other != name and frozenset((other, name)) not in _CLASHING])


def _other_noun(description: Description, rng: Random) -> Description:
    nouns = PEOPLE if description.worn else THINGS
    return replace(description, noun=_other(nouns, description.noun, rng))


def _other_colour(description: Description, rng: Random) -> Description:
    return replace(description, colour=_other(COLOURS, description.colour, rng))


def _other_place(description: Description, rng: Random) -> Description:
    return replace(description, place=_other(PLACES, description.place, rng))


def _other_action(description: Description, rng: Random) -> Description:
    actions = HUMAN_ACTIONS if description.worn else _actions(description.noun)
    return replace(description, action=_other(actions, description.action, rng))


def _other_worn_colour(description: Description, rng: Random) -> Description:
    worn, index = list(description.worn), rng.randrange(len(description.worn))
    worn[index] = (worn[index][0], _other(COLOURS, worn[index][1], rng))
    return replace(description, worn=tuple(worn))


def _other_garment(description: Description, rng: Random) -> Description:
    worn, index = list(description.worn), rng.randrange(len(description.worn))
    free = {name: words for name, words in GARMENTS.items() if name not in dict(worn)}
    worn[index] = (rng.choice([*free]), worn[index][1])
    return replace(description, worn=tuple(worn))


def _exchanged_colours(description: Description, rng: Random) -> Description:
    (first, one), (second, two) = description.worn
    return replace(description, worn=((first, two), (second, one)))

"""Things described where they were photographed, some of them repainted: colours without the seams of a composite."""
from __future__ import annotations

from dataclasses import replace

import numpy as np

from vl_tracker_ros.data.captions import describe, describe_false
from vl_tracker_ros.data.claims import Described
from vl_tracker_ros.data.colours import PAINTABLE, repaint
from vl_tracker_ros.data.grammar import SYNONYMS
from vl_tracker_ros.data.items import LabelledPhoto, Thing

_REPAINTED = 0.8
_OF_ANY_COLOUR = ('object', 'car')


def _described(thing: Thing) -> Described:
    x, y, w, h = thing.box_xywh_px
    return Described(thing.noun, thing.colour, (), np.array([x + w / 2, y + h / 2, w, h], float),
                     SYNONYMS.get(thing.noun, ()))


def _repaint(photo: LabelledPhoto, index: int, rng: np.random.Generator) -> LabelledPhoto:
    """The photo with one of its things in another colour."""
    thing = photo.things[index]
    if thing.mask is None or thing.noun not in _OF_ANY_COLOUR:
        return photo
    colour, image = str(rng.choice(PAINTABLE)), photo.image.copy()
    repaint(image, thing.mask, colour)
    things = list(photo.things)
    things[index] = replace(thing, colour=colour)
    return replace(photo, image=image, things=tuple(things))


def describe_in_place(photo: LabelledPhoto, rng: np.random.Generator,
                      true: bool = True) -> tuple[np.ndarray, np.ndarray, str] | None:
    """A thing of the photo, as (image BGR uint8, box_xywh_px (4,), sentence); None when no sentence singles it out.

    true=False: the sentence has the wrong colour, and fits nothing that is known to be there. The target, and
    sometimes another thing, are repainted with probability 0.8.
    """
    if not photo.targets:
        return None
    target = int(rng.choice(photo.targets))
    for index in {target, int(rng.choice(photo.targets))}:
        if rng.random() < _REPAINTED:
            photo = _repaint(photo, index, rng)
    thing = photo.things[target]
    if thing.colour == 'mixed' and thing.noun == 'object':
        return None
    known = _described(replace(thing, colour=None) if thing.colour == 'mixed' else thing)
    others = [_described(other) for i, other in enumerate(photo.things) if i != target]
    sentence = (describe(known, others, photo.image.shape[1], rng, whole_view=False) if true
                else describe_false(known, others, rng))
    return None if sentence is None else (photo.image, np.array(thing.box_xywh_px, float), sentence)

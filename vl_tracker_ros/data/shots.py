"""Described targets in real pictures: frames of clips, people in the street and their parts, things in place."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.captions import describe, describe_false
from vl_tracker_ros.data.claims import Described
from vl_tracker_ros.data.cut import BACKGROUND_SIDE
from vl_tracker_ros.data.grammar import GARMENT_WORDS, HUMAN
from vl_tracker_ros.data.in_place import describe_in_place
from vl_tracker_ros.data.items import Background, Clip, Part, PersonPhoto
from vl_tracker_ros.data.reading import DataError

CLIP_SHARES = {'people': 0.34, 'vehicles': 0.16, 'things': 0.18, 'ground': 0.22, 'flying': 0.1}
_PHOTO_SHARES = {'person': 0.28, 'segment': 0.32, 'street': 0.28, 'kitchen': 0.12}
PATCH = 'patch'
_PATCH_SIDES, _LEAST_TEXTURE = (0.06, 0.3), 20.0        # of the photo's side; standard deviation in grey levels
_ANY_GAP, _USUAL_GAP = 0.4, 12          # share of pairs that are any two frames of a clip; frames between the others
_ACCESSORIES = ('bag', 'purse', 'hat', 'shoes', 'boots', 'dress', 'skirt', 'coat', 'scarf', 'tie', 'pants', 'jeans',
                'shirt', 'sweater', 'jacket')


@dataclass(frozen=True)
class Shot:
    """A target in a picture: image BGR uint8, box_xywh_px (4,) float, a caption.

    kind: of the picture; noun: of the target; group: see Banks.split.
    """

    image: np.ndarray
    box_xywh_px: np.ndarray
    caption: str
    kind: str
    noun: str
    group: str

    def could_be(self, other: Shot) -> bool:
        """Whether both may show one thing: the same place, or things that are made alike (people are not)."""
        return self.group == other.group or (self.noun == other.noun and self.kind in ('ground', 'flying', 'vehicles'))


def _name_part(part: Part, worn: tuple[Part, ...], rng: np.random.Generator) -> str | None:
    """'the red bag', or None when another part that is worn could be meant too."""
    word = str(rng.choice(GARMENT_WORDS[part.noun]))
    namesakes = [other for other in worn if other is not part and word in GARMENT_WORDS.get(other.noun, (other.noun,))]
    if part.colour is None:
        return None if namesakes else f'the {word}'
    return None if any(o.colour in (part.colour, None) for o in namesakes) else f'the {part.colour} {word}'


class ClipShots:
    """Pairs of frames of clips, by the shares of their kinds. Raises DataError when a kind of clips is missing."""

    def __init__(self, banks: Banks, shares: Mapping[str, float]) -> None:
        if missing := [kind for kind in shares if not banks.clips.get(kind)]:
            raise DataError(f'training data without clips of {", ".join(missing)}')
        self._clips = banks.clips
        self._kinds, self._shares = list(shares), np.array(list(shares.values())) / sum(shares.values())

    def __contains__(self, kind: str) -> bool:
        return kind in self._kinds

    def pair(self, rng: np.random.Generator, kind: str | None = None) -> tuple[Shot, Shot] | None:
        """Two frames of a clip of the kind; None when the target is absent in one of them."""
        kind = kind or str(rng.choice(self._kinds, p=self._shares))
        clip = self._clips[kind][rng.integers(len(self._clips[kind]))]
        first, second = self._two_frames(len(clip.images), rng)
        if np.isnan(clip.boxes_xywh_px[[first, second]]).any():
            return None
        caption = str(rng.choice(clip.sentences))
        return tuple(Shot(clip.images[i], clip.boxes_xywh_px[i], caption, kind, clip.noun, clip.group)
                     for i in (first, second))

    def untrue(self, shot: Shot, rng: np.random.Generator) -> str | None:
        """The sentence of another kind of target: a clip of people is not told of another person."""
        other = self._random_clip(rng)
        human = bool(HUMAN & set(other.noun.split()))
        if shot.kind == 'people' and human or _alike(other.noun, shot.noun):
            return None
        return str(rng.choice(other.sentences))

    def _random_clip(self, rng: np.random.Generator) -> Clip:
        clips = self._clips[str(rng.choice(self._kinds, p=self._shares))]
        return clips[rng.integers(len(clips))]

    @staticmethod
    def _two_frames(count: int, rng: np.random.Generator) -> tuple[int, int]:
        first = int(rng.integers(count))
        if rng.random() < _ANY_GAP:
            return first, int(rng.integers(count))
        return first, int(np.clip(first + rng.integers(-_USUAL_GAP, _USUAL_GAP + 1), 0, count - 1))


def _alike(one: str, other: str) -> bool:
    """Whether a word of one is in the other, as 'bird' is in 'hummingbird'."""
    return any(word in other for word in one.split()) or any(word in one for word in other.split())


class PhotoShots:
    """Described targets of single photos. Raises DataError when a kind of photos is missing."""

    def __init__(self, banks: Banks) -> None:
        missing = [kind for kind in _PHOTO_SHARES if kind != 'person' and not banks.labelled.get(kind)]
        missing += [] if banks.people else ['person']
        if missing:
            raise DataError(f'training data without photos of {", ".join(missing)}')
        self._people, self._labelled = banks.people, banks.labelled
        self._kinds, self._shares = list(_PHOTO_SHARES), list(_PHOTO_SHARES.values())

    def draw(self, rng: np.random.Generator, kind: str | None = None, true: bool = True,
             parts: float = 0.35) -> Shot | None:
        """A target of a photo with a caption of it, or (true=False) one that fits nothing on the photo.

        parts: how often it is something that a person wears, and not the person.
        """
        kind = kind or str(rng.choice(self._kinds, p=self._shares))
        if kind == 'person':
            return _person(self._people[rng.integers(len(self._people))], rng, true, parts)
        photo = self._labelled[kind][rng.integers(len(self._labelled[kind]))]
        described = describe_in_place(photo, rng, true)
        return None if described is None else Shot(*described, kind, kind, photo.group)


def patch(backgrounds: list[Background], rng: np.random.Generator) -> Shot | None:
    """Any rectangle of a photo that has some texture: a target that is no object, and has no name."""
    photo = backgrounds[rng.integers(len(backgrounds))]
    side = BACKGROUND_SIDE * np.exp(rng.uniform(*np.log(_PATCH_SIDES)))
    stretch = np.exp(rng.normal(0, 0.35))
    w, h = (max(8, int(v)) for v in (side * stretch, side / stretch))
    x, y = int(rng.integers(0, BACKGROUND_SIDE - w)), int(rng.integers(0, BACKGROUND_SIDE - h))
    if photo.image[y:y + h, x:x + w].std(axis=(0, 1)).mean() < _LEAST_TEXTURE:
        return None
    return Shot(photo.image, np.array([x, y, w, h], float), '', PATCH, PATCH, photo.group)


def _person(photo: PersonPhoto, rng: np.random.Generator, true: bool, share: float) -> Shot | None:
    """A person in the street, or (only with a true caption) a part of one."""
    parts = [p for p in photo.person.worn if p.noun in _ACCESSORIES and min(p.box_xywh_px[2:]) > 12]
    if true and parts and rng.random() < share:
        part = parts[rng.integers(len(parts))]
        box, caption = part.box_xywh_px, _name_part(part, photo.person.worn, rng)
    else:
        person, box = Described('person', None, photo.person.parts, np.zeros(4)), photo.box_xywh_px
        caption = describe(person, [], 1, rng, whole_view=False) if true else describe_false(person, [], rng)
    if caption is None:
        return None
    return Shot(photo.image, np.array(box, float), caption, 'person', 'person', photo.group)

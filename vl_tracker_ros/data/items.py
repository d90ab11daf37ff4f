"""What the banks hold: objects, photos and clips, each with the group that it may not be parted from."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vl_tracker_ros.data.grammar import GARMENT_WORDS, SYNONYMS


@dataclass(frozen=True)
class Part:
    """A part of an object: a garment or an accessory. box_xywh_px in the object's picture."""

    noun: str
    colour: str | None
    box_xywh_px: tuple[int, int, int, int]


@dataclass(frozen=True)
class Cutout:
    """An object cut out of its picture: BGRA uint8 (h,w,4). worn: what it consists of or wears, if that is known."""

    image: np.ndarray
    noun: str
    colour: str | None
    group: str
    worn: tuple[Part, ...] = ()

    @property
    def aspect(self) -> float:
        return self.image.shape[1] / self.image.shape[0]

    @property
    def parts(self) -> tuple[tuple[str, str], ...]:
        """The parts that can be told: (garment, colour) of those with a known word and colour."""
        return tuple((p.noun, p.colour) for p in self.worn if p.colour and p.noun in GARMENT_WORDS)

    @property
    def synonyms(self) -> tuple[str, ...]:
        return SYNONYMS.get(self.noun, ())


@dataclass(frozen=True)
class Clip:
    """Frames of one target: images (BGR uint8), boxes_xywh_px (n,4, NaN = absent), sentences about the target."""

    images: list[np.ndarray]
    boxes_xywh_px: np.ndarray
    sentences: tuple[str, ...]
    noun: str
    group: str


@dataclass(frozen=True)
class Thing:
    """An object where it was photographed. colour: 'mixed' when none has the majority.

    mask: (H,W) bool of what may be repainted; None for a thing that is no target, or whose outline is not known.
    """

    noun: str
    colour: str
    box_xywh_px: tuple[int, int, int, int]
    mask: np.ndarray | None = None


@dataclass(frozen=True)
class LabelledPhoto:
    """A photo (BGR uint8) with all that is known to be on it; `targets` index the things that are worth describing."""

    image: np.ndarray
    things: tuple[Thing, ...]
    targets: tuple[int, ...]
    group: str


@dataclass(frozen=True)
class PersonPhoto:
    """A person in the street (BGR uint8): `person` has the parts in the photo's pixels."""

    image: np.ndarray
    person: Cutout
    box_xywh_px: tuple[int, int, int, int]
    group: str


@dataclass(frozen=True)
class Background:
    """A square of a photo, BGR uint8 (n,n,3)."""

    image: np.ndarray
    group: str

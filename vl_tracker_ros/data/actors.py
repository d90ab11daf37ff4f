"""Objects to put into a scene: cut-outs and sprites, repainted so that colours are balanced."""
from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from vl_tracker_ros.data.banks import Banks, Cutout, Part
from vl_tracker_ros.data.captions import GARMENT_WORDS
from vl_tracker_ros.data.colours import PAINTABLE, repaint
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.media.sprites import COLOURS_BGR, SPRITE_KINDS, draw_sprite

_CUTOUT_SOURCES = ('person', 'grocery', 'davis', 'segment', 'driving')
_SOURCES = (*_CUTOUT_SOURCES, 'sprite', 'blob')
_WEIGHTS = (0.44, 0.12, 0.06, 0.14, 0.06, 0.14, 0.04)
_SYNONYMS = {'car': ('vehicle',), 'bicyclist': ('cyclist',), 'box': ('cube',), 'pedestrian': ('person',),
             'apple': ('fruit',), 'milk': ('carton', 'package'), 'juice': ('carton', 'package'), 'bag': ('purse',)}
_GARMENTS = frozenset(GARMENT_WORDS) - {'hair'}


@dataclass(frozen=True)
class Actor:
    """An object that may enter a scene. image: BGRA uint8."""

    image: np.ndarray
    noun: str
    colour: str | None
    parts: tuple[tuple[str, str], ...] = ()
    synonyms: tuple[str, ...] = ()

    @property
    def aspect(self) -> float:
        return self.image.shape[1] / self.image.shape[0]


def _garment_pixels(image: np.ndarray, part: Part) -> np.ndarray:
    """Pixels of the part's box that look like its middle: the garment without skin and background."""
    x, y, w, h = (max(0, v) for v in part.box_xywh_px)
    where = np.zeros(image.shape[:2], bool)
    box = image[y:y + h, x:x + w]
    if box.size == 0:
        return where
    middle = box[box.shape[0] // 4:-(box.shape[0] // 4) or None, box.shape[1] // 4:-(box.shape[1] // 4) or None]
    opaque = middle[..., 3] > 127
    if opaque.sum() < 10:
        return where
    typical = np.median(middle[opaque][:, :3], axis=0)
    near = np.abs(box[..., :3].astype(int) - typical).sum(axis=2) < 110
    where[y:y + h, x:x + w] = near & (box[..., 3] > 60)
    return where


def _repaint_garments(cutout: Cutout, rng: np.random.Generator) -> Cutout:
    """The same person in other clothes: each garment of a known colour is repainted with probability 0.5."""
    image, parts = cutout.image.copy(), []
    for part in cutout.parts:
        if part.colour and part.noun in _GARMENTS and rng.random() < 0.5:
            colour = str(rng.choice(PAINTABLE))
            where = _garment_pixels(cutout.image, part)
            if where.sum() > 30:
                pixels = np.ascontiguousarray(image[..., :3])
                repaint(pixels, where, colour)
                image[..., :3] = pixels
                part = replace(part, colour=colour)
        parts.append(part)
    return replace(cutout, image=image, parts=tuple(parts))


def _repaint_whole(cutout: Cutout, rng: np.random.Generator) -> Cutout:
    colour = str(rng.choice(PAINTABLE))
    pixels = np.ascontiguousarray(cutout.image[..., :3])
    repaint(pixels, cutout.image[..., 3] > 0, colour)
    return replace(cutout, image=np.dstack([pixels, cutout.image[..., 3]]), colour=colour)


def _from_cutout(cutout: Cutout) -> Actor:
    return Actor(cutout.image, cutout.noun, cutout.colour, cutout.worn, _SYNONYMS.get(cutout.noun, ()))


def _sprite(rng: np.random.Generator) -> Actor:
    kind = str(rng.choice(SPRITE_KINDS))
    names = [str(n) for n in rng.choice(list(COLOURS_BGR), 2)]
    colours = [tuple(int(np.clip(v + rng.normal(0, 14), 0, 255)) for v in COLOURS_BGR[n]) for n in names]
    image = draw_sprite(kind, colours[0], int(rng.integers(60, 120)), rng, colours[1])
    if kind == 'person':
        return Actor(image, 'person', None, (('shirt', names[0]), ('pants', names[1])))
    return Actor(image, kind, names[0], (), _SYNONYMS.get(kind, ()))


def _blob(backgrounds: list[np.ndarray], rng: np.random.Generator) -> Actor:
    """A random outline filled from a photo: something nobody has a word for."""
    photo = backgrounds[rng.integers(len(backgrounds))]
    w, h = (int(v) for v in rng.integers(50, 150, 2))
    x, y = int(rng.integers(0, photo.shape[1] - w)), int(rng.integers(0, photo.shape[0] - h))
    mask = np.zeros((h, w), np.uint8)
    angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(4, 12))))
    radii = rng.uniform(0.6, 1, len(angles))
    outline = np.stack([w / 2 * (1 + radii * np.cos(angles)), h / 2 * (1 + radii * np.sin(angles))], 1)
    cv2.fillPoly(mask, [outline.astype(np.int32)], 255, cv2.LINE_AA)
    x1, y1, w1, h1 = cv2.boundingRect(mask)
    image = np.dstack([photo[y:y + h, x:x + w], mask])[y1:y1 + h1, x1:x1 + w1]
    return Actor(np.ascontiguousarray(image), 'shape', None)


class ActorSource:
    """Draws actors from the banks, people first. Raises DataError when a kind of them is missing."""

    def __init__(self, banks: Banks) -> None:
        missing = [kind for kind in _CUTOUT_SOURCES if not banks.cutouts.get(kind)]
        if missing or not banks.backgrounds:
            raise DataError(f'training data without {", ".join(missing) or "backgrounds"}')
        self._banks = banks

    def draw(self, rng: np.random.Generator, source: str | None = None) -> tuple[Actor, str]:
        """An actor and the name of its source; `source` asks for another of the same kind."""
        source = source or str(rng.choice(_SOURCES, p=_WEIGHTS))
        if source == 'sprite':
            return self._mirror(_sprite(rng), rng), source
        if source == 'blob':
            return self._mirror(_blob(self._banks.backgrounds, rng), rng), source
        items = self._banks.cutouts[source]
        cutout = items[rng.integers(len(items))]
        if source == 'person' and rng.random() < 0.5:
            cutout = _repaint_garments(cutout, rng)
        elif source in ('grocery', 'segment', 'driving') and rng.random() < 0.4:
            cutout = _repaint_whole(cutout, rng)
        return self._mirror(_from_cutout(cutout), rng), source

    @staticmethod
    def _mirror(actor: Actor, rng: np.random.Generator) -> Actor:
        if rng.random() < 0.5:
            return actor
        return replace(actor, image=np.ascontiguousarray(actor.image[:, ::-1]))

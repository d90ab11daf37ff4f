"""Cut-outs in other colours, so that colours are balanced and look-alikes differ in one thing."""
from __future__ import annotations

from dataclasses import replace

import numpy as np

from vl_tracker_ros.data.colours import PAINTABLE, repaint
from vl_tracker_ros.data.grammar import GARMENT_WORDS
from vl_tracker_ros.data.items import Cutout, Part

_GARMENTS = frozenset(GARMENT_WORDS) - {'hair'}
_LEAST_PIXELS = 30


def _other(colour: str | None, rng: np.random.Generator) -> str:
    names = [name for name in PAINTABLE if name != colour]
    return names[rng.integers(len(names))]


def _garment_pixels(image: np.ndarray, part: Part) -> tuple[tuple[slice, slice], np.ndarray]:
    """The part's box as slices, and which of its pixels look like its middle: the garment without skin and bag."""
    x, y, w, h = (max(0, v) for v in part.box_xywh_px)
    inside = slice(y, y + h), slice(x, x + w)
    box = image[inside]
    middle = box[box.shape[0] // 4:-(box.shape[0] // 4) or None, box.shape[1] // 4:-(box.shape[1] // 4) or None]
    opaque = middle[middle[..., 3] > 127] if middle.size else middle.reshape(-1, 4)
    if len(opaque) < 10:
        return inside, np.zeros(box.shape[:2], bool)
    typical = np.median(opaque[:, :3], axis=0).astype(np.int16)
    distance = np.abs(box[..., :3].astype(np.int16) - typical).sum(axis=2)
    return inside, (distance < 110) & (box[..., 3] > 60)


def _painted(image: np.ndarray, part: Part, rng: np.random.Generator) -> Part:
    """Paint the part in place, unless there is too little of it to see."""
    inside, where = _garment_pixels(image, part)
    if where.sum() <= _LEAST_PIXELS:
        return part
    colour = _other(part.colour, rng)
    pixels = np.ascontiguousarray(image[inside][..., :3])
    repaint(pixels, where, colour)
    image[inside][..., :3] = pixels
    return replace(part, colour=colour)


def repaint_garments(cutout: Cutout, rng: np.random.Generator, share: float = 0.5) -> Cutout:
    """The same person in other clothes: each garment of a known colour is repainted with the probability `share`."""
    image, parts = cutout.image.copy(), list(cutout.worn)
    for i, part in enumerate(parts):
        if part.colour and part.noun in _GARMENTS and rng.random() < share:
            parts[i] = _painted(image, part, rng)
    return replace(cutout, image=image, worn=tuple(parts))


def repaint_one_garment(cutout: Cutout, rng: np.random.Generator) -> Cutout | None:
    """The same person with one garment in another colour; None when there is none that can be painted."""
    image, parts = cutout.image.copy(), list(cutout.worn)
    for i in rng.permutation(len(parts)):
        if parts[i].colour and parts[i].noun in _GARMENTS:
            parts[i] = _painted(image, parts[i], rng)
            if parts[i] is not cutout.worn[i]:
                return replace(cutout, image=image, worn=tuple(parts))
    return None


def repaint_whole(cutout: Cutout, rng: np.random.Generator) -> Cutout:
    """The same thing in one colour, its shading kept."""
    colour = _other(cutout.colour, rng)
    pixels = np.ascontiguousarray(cutout.image[..., :3])
    repaint(pixels, cutout.image[..., 3] > 0, colour)
    return replace(cutout, image=np.dstack([pixels, cutout.image[..., 3]]), colour=colour)


def mirror(cutout: Cutout) -> Cutout:
    """Left and right changed, the boxes of the parts too."""
    width = cutout.image.shape[1]
    parts = tuple(replace(p, box_xywh_px=(width - p.box_xywh_px[0] - p.box_xywh_px[2], *p.box_xywh_px[1:]))
                  for p in cutout.worn)
    return replace(cutout, image=np.ascontiguousarray(cutout.image[:, ::-1]), worn=parts)

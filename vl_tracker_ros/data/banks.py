"""Sources of pixels: cut-outs, photos, clips and backgrounds, decoded once and kept in memory as uint8."""
from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from vl_tracker_ros.data.captions import GARMENT_WORDS
from vl_tracker_ros.data.colours import name_colour
from vl_tracker_ros.data.reading import DataError, ImageSet, open_tar, read_image, read_lines, read_video

CUTOUT_SIDE = 192
BACKGROUND_SIDE = 320
CLIP_SIDE = 400


@dataclass(frozen=True)
class Part:
    """A part of an object: a garment or an accessory. box_xywh_px in the object's picture."""

    noun: str
    colour: str | None
    box_xywh_px: tuple[int, int, int, int]


@dataclass(frozen=True)
class Cutout:
    """An object cut out of its picture: BGRA uint8 (h,w,4), longest side <= CUTOUT_SIDE."""

    image: np.ndarray
    noun: str
    colour: str | None
    parts: tuple[Part, ...] = ()

    @property
    def worn(self) -> tuple[tuple[str, str], ...]:
        """The parts that can be told: (garment, colour) of those with a known word and colour."""
        return tuple((p.noun, p.colour) for p in self.parts if p.colour and p.noun in GARMENT_WORDS)


@dataclass(frozen=True)
class Clip:
    """Frames of one target: images (BGR uint8), boxes_xywh_px (n,4, NaN = absent), sentences about the target."""

    images: list[np.ndarray]
    boxes_xywh_px: np.ndarray
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Thing:
    """An object where it was photographed. colour: 'mixed' when none has the majority. mask (H,W) bool, or None."""

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


@dataclass
class Banks:
    cutouts: dict[str, list[Cutout]] = field(default_factory=dict)
    backgrounds: list[np.ndarray] = field(default_factory=list)
    photos: list[tuple[np.ndarray, Cutout, tuple[int, int, int, int]]] = field(default_factory=list)
    labelled: dict[str, list[LabelledPhoto]] = field(default_factory=dict)
    clips: dict[str, list[Clip]] = field(default_factory=dict)

    def split(self, held_out: Callable[[int], bool], keep: bool) -> 'Banks':
        """The items whose index is (keep=True) or is not (keep=False) held out."""
        def pick(items: list) -> list:
            return [item for i, item in enumerate(items) if held_out(i) == keep]
        return Banks({k: pick(v) for k, v in self.cutouts.items()}, pick(self.backgrounds), pick(self.photos),
                     {k: pick(v) for k, v in self.labelled.items()}, {k: pick(v) for k, v in self.clips.items()})


def _shrink(image: np.ndarray, longest: int) -> tuple[np.ndarray, float]:
    scale = min(1.0, longest / max(image.shape[:2]))
    if scale == 1.0:
        return image, scale
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), scale


def _background(image: np.ndarray) -> np.ndarray:
    """Centre square of the picture, BACKGROUND_SIDE wide."""
    side = min(image.shape[:2])
    y, x = (image.shape[0] - side) // 2, (image.shape[1] - side) // 2
    interpolation = cv2.INTER_AREA if side > BACKGROUND_SIDE else cv2.INTER_LINEAR
    return cv2.resize(image[y:y + side, x:x + side], (BACKGROUND_SIDE,) * 2, interpolation=interpolation)


def _cut(image: np.ndarray, mask: np.ndarray) -> tuple[np.ndarray, tuple[int, int, float]] | None:
    """BGRA cut-out of the mask, with (x, y, scale) of its place in the picture; None when too small."""
    x, y, w, h = cv2.boundingRect((mask > 127).astype(np.uint8))
    if w < 8 or h < 8 or (mask > 127).sum() < 200:
        return None
    bgra = np.dstack([image[y:y + h, x:x + w], mask[y:y + h, x:x + w]])
    bgra, scale = _shrink(bgra, CUTOUT_SIDE)
    bgra[..., 3] = cv2.GaussianBlur(bgra[..., 3], (3, 3), 0)      # soft edges hide the seam
    return np.ascontiguousarray(bgra), (x, y, scale)


def _part(image: np.ndarray, mask: np.ndarray, annotation: dict) -> Part:
    x, y, w, h = (int(v) for v in annotation['box'])
    inside = mask[y:y + h, x:x + w] > 127
    return Part(annotation['cls'], name_colour(image[y:y + h, x:x + w][inside]), (x, y, w, h))


def _add_people(banks: Banks, images: ImageSet) -> None:
    for annotation, image, mask in images:
        mask = ((mask > 0) * 255).astype(np.uint8)
        parts = tuple(_part(image, mask, b) for b in annotation['boxes'] if b['part'] and b['cls'] != 'skin')
        cut = _cut(image, mask)
        if cut is None:
            continue
        bgra, (x, y, scale) = cut
        in_cut = tuple(Part(p.noun, p.colour, (int((p.box_xywh_px[0] - x) * scale), int((p.box_xywh_px[1] - y) * scale),
                                               int(p.box_xywh_px[2] * scale), int(p.box_xywh_px[3] * scale)))
                       for p in parts)
        banks.cutouts.setdefault('person', []).append(Cutout(bgra, 'person', None, in_cut))
        person = next(tuple(int(v) for v in b['box']) for b in annotation['boxes'] if b['cls'] == 'person')
        banks.photos.append((image, Cutout(bgra, 'person', None, parts), person))


def _add_groceries(banks: Banks, images: ImageSet) -> None:
    for annotation, image, mask in images:
        if not annotation.get('cutout'):
            banks.backgrounds.append(_background(image))
            continue
        cut = _cut(image, mask)
        if cut is not None:
            noun = annotation['coarse_label'].lower()
            colour = name_colour(image[mask > 127])
            banks.cutouts.setdefault('grocery', []).append(Cutout(cut[0], noun, colour))


def _is_compact(mask: np.ndarray) -> bool:
    x, y, w, h = cv2.boundingRect(mask)
    share = (mask > 0).mean()
    return bool(0.004 < share < 0.25 and share * mask.size > 0.45 * w * h and x > 0 and y > 0)


def _add_segments(banks: Banks, images: ImageSet) -> None:
    """Segments of photos: the compact ones are objects without a name, to cut out and to describe in place."""
    for _, image, labels in images:
        banks.backgrounds.append(_background(image))
        masks = [((labels == label) * 255).astype(np.uint8) for label in np.unique(labels)]
        things = tuple(Thing('object', name_colour(image[mask > 0]) or 'mixed', cv2.boundingRect(mask), mask > 0)
                       for mask in masks)
        targets = tuple(i for i, mask in enumerate(masks) if _is_compact(mask))
        banks.labelled.setdefault('segments', []).append(LabelledPhoto(image, things, targets))
        for i in targets:
            cut = _cut(image, masks[i])
            if cut is not None:
                colour = None if things[i].colour == 'mixed' else things[i].colour
                banks.cutouts.setdefault('segment', []).append(Cutout(cut[0], 'object', colour))


def _add_kitchens(banks: Banks, images: ImageSet) -> None:
    """Kitchen things in place, by name alone: the light there makes all things orange."""
    for number, (annotation, image, _) in enumerate(images):
        things = tuple(Thing(b['cls'], 'mixed', tuple(int(v) for v in b['box'])) for b in annotation.get('boxes', ()))
        banks.labelled.setdefault('kitchens', []).append(LabelledPhoto(image, things, tuple(range(len(things)))))
        if number % 4 == 0:
            banks.backgrounds.append(_background(image))


def _add_driving(banks: Banks, images: ImageSet) -> None:
    """Cars, pedestrians and bicyclists of driving pictures, where they are large enough to cut out."""
    classes = {'car': 8, 'pedestrian': 9, 'bicyclist': 10}
    for annotation, image, labels in images:
        for found in annotation['boxes']:
            x, y, w, h = (int(v) for v in found['box'])
            if min(w, h) < 26 or found['cls'] not in classes:
                continue
            mask = np.zeros_like(labels)
            mask[y:y + h, x:x + w] = (labels[y:y + h, x:x + w] == classes[found['cls']]) * 255
            cut = _cut(image, mask)
            if cut is not None and (mask > 0).sum() > 0.4 * w * h:
                noun = found['cls']
                banks.cutouts.setdefault('driving', []).append(Cutout(cut[0], noun, name_colour(image[mask > 0])))


def _clip_sentences(attributes: dict) -> tuple[str, ...]:
    category, appearance = attributes.get('category', ''), attributes.get('appearance', '')
    sentences = [attributes.get('sentence', ''), category, f'{category} {appearance}'.strip()]
    return tuple(dict.fromkeys(s.strip().rstrip('.').lower() for s in sentences if s.strip()))


def _read_clip(folder: Path, attributes: dict) -> Clip:
    boxes = np.genfromtxt(folder / 'groundtruth.txt', delimiter=',').reshape(-1, 4)
    shrunk = [_shrink(image, CLIP_SIDE) for image in read_video(folder / 'video.mp4')]
    if len(shrunk) != len(boxes):
        raise DataError(f'{folder}: {len(shrunk)} frames but {len(boxes)} boxes')
    return Clip([image for image, _ in shrunk], boxes * shrunk[0][1], _clip_sentences(attributes))


def _add_davis(banks: Banks, folder: Path) -> None:
    for attributes in read_lines(folder / 'annotations.jsonl'):
        clip = _read_clip(folder / attributes['name'], attributes)
        banks.clips.setdefault('people', []).append(clip)
        tar = open_tar(folder / attributes['name'] / 'masks.tar')
        for i in range(0, len(clip.images), 5):
            mask = cv2.resize(read_image(tar, f'{i:05d}.png', cv2.IMREAD_GRAYSCALE), clip.images[i].shape[1::-1])
            cut = _cut(clip.images[i], mask)
            if cut is not None:
                noun = attributes['category']
                banks.cutouts.setdefault('davis', []).append(Cutout(cut[0], noun, None))


def _add_video(banks: Banks, folder: Path) -> None:
    for entry in read_lines(folder / 'index.jsonl'):
        attributes = json.loads((folder / entry['name'] / 'attributes.json').read_text())
        group = 'flying' if 'airborne_target' in entry['tags'] else 'people' if 'person' in entry['tags'] else 'things'
        banks.clips.setdefault(group, []).append(_read_clip(folder / entry['name'], attributes))


def _add_small_things(banks: Banks, images: ImageSet) -> None:
    """Clips of small things on the ground, filmed by a moving camera."""
    clips: dict[int, list] = {}
    for annotation, image, _ in images:
        if 'clip' in annotation and annotation['boxes']:
            clips.setdefault(annotation['clip'], []).append((image, annotation['boxes'][0]))
    for frames in clips.values():
        if len(frames) < 2:
            continue
        boxes = np.array([found['box'] for _, found in frames], float)
        noun = ''.join(' ' + c.lower() if c.isupper() else c for c in frames[0][1]['cls']).strip()
        banks.clips.setdefault('ground', []).append(Clip([image for image, _ in frames], boxes, (noun,)))


def load_banks(root: Path) -> Banks:
    """Decode the training sets under `root` (see its README for the formats). About a minute, 3 GB.

    A picture that cannot be read is left out with a warning. Raises FileNotFoundError when a set is missing and
    DataError when a clip, a tar or an index of one cannot be read.
    """
    banks = Banks()
    _add_people(banks, ImageSet(root / 'ccp'))
    _add_groceries(banks, ImageSet(root / 'grocery'))
    _add_segments(banks, ImageSet(root / 'bsds'))
    _add_driving(banks, ImageSet(root / 'camvid'))
    _add_kitchens(banks, ImageSet(root / 'gtea'))
    _add_davis(banks, root / 'davis')
    _add_video(banks, root / 'video')
    _add_small_things(banks, ImageSet(root / 'fod'))
    banks.backgrounds += [_background(image) for _, image, _ in ImageSet(root / 'imagenet_sample')]
    return banks

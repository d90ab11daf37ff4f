"""The sets of single pictures: people, groceries, segments, streets, kitchens; each read into the banks' items."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from vl_tracker_ros.data.colours import COLOUR_NAMES, name_colour
from vl_tracker_ros.data.cut import cut_out, middle_square
from vl_tracker_ros.data.items import Background, Cutout, LabelledPhoto, Part, PersonPhoto, Thing
from vl_tracker_ros.data.reading import ImageSet

_BLOCK = 20                 # neighbours of a film that was cut into pictures: they show one place
_LEAST_CUT_SIDE = 26        # pixels, of a thing in the street that is worth cutting out
_STREET_CLASSES = {'car': 8, 'pedestrian': 9, 'bicyclist': 10}
_Item = Background | Cutout | LabelledPhoto | PersonPhoto


def _block(annotation: dict) -> int:
    return int(Path(annotation['file']).stem) // _BLOCK


def _box(annotation: dict) -> tuple[int, int, int, int]:
    x, y, w, h = (int(v) for v in annotation['box'])
    return x, y, w, h


def read_backgrounds(images: ImageSet) -> Iterator[_Item]:
    for annotation, image, _ in images:
        yield Background(middle_square(image), f'{images.name}/{annotation["file"]}')


def _part(image: np.ndarray, mask: np.ndarray, annotation: dict) -> Part:
    x, y, w, h = _box(annotation)
    inside = mask[y:y + h, x:x + w] > 127
    return Part(annotation['cls'], name_colour(image[y:y + h, x:x + w][inside]), (x, y, w, h))


def _in_cutout(part: Part, x0: int, y0: int, scale: float) -> Part:
    x, y, w, h = part.box_xywh_px
    return Part(part.noun, part.colour, (int((x - x0) * scale), int((y - y0) * scale), int(w * scale), int(h * scale)))


def read_people(images: ImageSet) -> Iterator[_Item]:
    """People of street fashion, cut out and in place, with the colours of what they wear."""
    for annotation, image, mask in images:
        group, mask = f'{images.name}/{annotation["file"]}', ((mask > 0) * 255).astype(np.uint8)
        cut = cut_out(image, mask)
        if cut is None:
            continue
        parts = tuple(_part(image, mask, b) for b in annotation['boxes'] if b['part'] and b['cls'] != 'skin')
        bgra, place = cut
        yield Cutout(bgra, 'person', None, group, tuple(_in_cutout(part, *place) for part in parts))
        person = next(_box(b) for b in annotation['boxes'] if b['cls'] == 'person')
        yield PersonPhoto(image, Cutout(bgra, 'person', None, group, parts), person, group)


def _plain_noun(label: str) -> str:
    """'grapefruit' of 'Red-Grapefruit', since it may be repainted; an orange is still called one."""
    words = label.lower().replace('-', ' ').split()
    return ' '.join([word for word in words if word not in COLOUR_NAMES] or words)


def read_groceries(images: ImageSet) -> Iterator[_Item]:
    """Products on white, cut out; the shelves of shops are backgrounds."""
    for annotation, image, mask in images:
        group = f'{images.name}/{annotation["label"]}'
        if not annotation.get('cutout'):
            yield Background(middle_square(image), group)
        elif cut := cut_out(image, mask):
            yield Cutout(cut[0], _plain_noun(annotation['coarse_label']), name_colour(image[mask > 127]), group)


def _is_compact(mask: np.ndarray) -> bool:
    x, y, w, h = cv2.boundingRect(mask)
    share = (mask > 0).mean()
    return bool(0.004 < share < 0.25 and share * mask.size > 0.45 * w * h and x > 0 and y > 0)


def read_segments(images: ImageSet) -> Iterator[_Item]:
    """Segments of photos: the compact ones are objects without a name, to cut out and to describe in place."""
    for annotation, image, labels in images:
        group = f'{images.name}/{annotation["file"]}'
        yield Background(middle_square(image), group)
        masks = [((labels == label) * 255).astype(np.uint8) for label in np.unique(labels)]
        targets = tuple(i for i, mask in enumerate(masks) if _is_compact(mask))
        things = tuple(Thing('object', name_colour(image[mask > 0]) or 'mixed', cv2.boundingRect(mask),
                             mask > 0 if i in targets else None) for i, mask in enumerate(masks))
        yield LabelledPhoto(image, things, targets, group)
        for i in targets:
            if cut := cut_out(image, masks[i]):
                colour = None if things[i].colour == 'mixed' else things[i].colour
                yield Cutout(cut[0], 'object', colour, group)


def read_kitchens(images: ImageSet) -> Iterator[_Item]:
    """Kitchen things in place, by name alone: the light there makes all things orange."""
    for number, (annotation, image, _) in enumerate(images):
        group = f'{images.name}/{_block(annotation)}'
        things = tuple(Thing(b['cls'], 'mixed', _box(b)) for b in annotation.get('boxes', ()))
        yield LabelledPhoto(image, things, tuple(range(len(things))), group)
        if number % 4 == 0:
            yield Background(middle_square(image), group)


def _street_thing(image: np.ndarray, labels: np.ndarray, annotation: dict) -> Thing:
    x, y, w, h = _box(annotation)
    mask = np.zeros(labels.shape, bool)
    mask[y:y + h, x:x + w] = labels[y:y + h, x:x + w] == _STREET_CLASSES[annotation['cls']]
    return Thing(annotation['cls'], name_colour(image[mask]) or 'mixed', (x, y, w, h), mask)


def _stands_alone(thing: Thing) -> bool:
    """Whether the box is of one object: those that touch share one, which they fill badly."""
    x, y, w, h = thing.box_xywh_px
    shape = {'car': (0.7, 3.2), 'pedestrian': (0.2, 0.8), 'bicyclist': (0.25, 1.2)}[thing.noun]
    return min(w, h) >= 9 and shape[0] < w / h < shape[1] and thing.mask.sum() > 0.5 * w * h


def read_streets(images: ImageSet) -> Iterator[_Item]:
    """Cars, pedestrians and bicyclists of driving pictures, in place, and cut out where they are large enough."""
    for annotation, image, labels in images:
        group = f'{images.name}/{_block(annotation)}'
        found = [b for b in annotation['boxes'] if b['cls'] in _STREET_CLASSES]
        things = tuple(_street_thing(image, labels, b) for b in found)
        yield LabelledPhoto(image, things, tuple(i for i, t in enumerate(things) if _stands_alone(t)), group)
        for thing in things:
            alone = min(thing.box_xywh_px[2:]) >= _LEAST_CUT_SIDE and _stands_alone(thing)
            cut = cut_out(image, thing.mask.astype(np.uint8) * 255) if alone else None
            if cut is not None:
                yield Cutout(cut[0], thing.noun, None if thing.colour == 'mixed' else thing.colour, group)

"""The field's training sets, drawn: a few pictures or short videos of each, of a red square that walks to the right."""
from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from support.field_trees import write

from vl_tracker_ros.data.field.registry import FIELD

WIDTH, HEIGHT, SIDE = 160, 120, 60
FRAMES = 6                          # of a video; the target is not in the last one
NUMBERS = range(1, 5)               # of videos, or of pictures
RED = (0, 0, 255)


def write_field_set(name: str, folder: Path) -> None:
    """The set of that name, in `folder`."""
    _WRITERS[name](folder)


def write_field_sets(root: Path) -> Path:
    """Every set of the registry in a folder of its name below `root`. Returns `root`."""
    for name in FIELD:
        write_field_set(name, root / name)
    return root


def _draw(path: Path, x: int | None) -> None:
    """A picture with the target's left edge at x, or without a target."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    if x is not None:
        cv2.rectangle(image, (x, 30), (x + SIDE - 1, 30 + SIDE - 1), RED, -1)
    cv2.imwrite(str(path), image)


def _film(folder: Path, number: int, names: list[str]) -> str:
    """Frames of these names. Returns their boxes, a line each."""
    places = [20 + 3 * number + 5 * frame for frame in range(FRAMES - 1)]
    for name, x in zip(names, [*places, None]):
        _draw(folder / name, x)
    return ''.join(f'{x},30,{SIDE},{SIDE}\n' for x in places) + '0,0,0,0\n'


def _numbered(digits: int, first: int = 1) -> list[str]:
    return [f'{first + frame:0{digits}d}.jpg' for frame in range(FRAMES)]


def _instances(folder: Path, prefix: str) -> dict:
    names = {number: f'{prefix}{number:012d}.jpg' for number in NUMBERS}
    for number, name in names.items():
        _draw(folder / name, 10 * number)
    return {'images': [{'id': number, 'file_name': name, 'width': WIDTH, 'height': HEIGHT}
                       for number, name in names.items()],
            'categories': [{'id': 3, 'name': 'box', 'supercategory': 'thing'}],
            'annotations': [{'id': number, 'image_id': number, 'category_id': 3, 'bbox': [10 * number, 30, SIDE, SIDE]}
                            for number in NUMBERS]}


def _coco(root: Path) -> None:
    write(root / 'annotations/instances_train2017.json', _instances(root / 'train2017', ''))


def _refcocog(root: Path) -> None:
    write(root / 'refcocog/instances.json', _instances(root / 'images/mscoco/images/train2014', 'COCO_train2014_'))
    refs = [{'split': 'train', 'ann_id': number, 'sentences': [{'sent': 'the red box'}]} for number in NUMBERS]
    write(root / 'refcocog/refs(umd).p', pickle.dumps(refs, protocol=0))


def _visual_genome(root: Path) -> None:
    for number in NUMBERS:
        _draw(root / f'VG_100K/{number}.jpg', 10 * number)
    write(root / 'image_data.json', [
        {'image_id': number, 'url': f'https://example.org/VG_100K/{number}.jpg', 'width': WIDTH, 'height': HEIGHT}
        for number in NUMBERS])
    write(root / 'region_descriptions.json', [
        {'id': number, 'regions': [{'region_id': number, 'x': 10 * number, 'y': 30, 'width': SIDE, 'height': SIDE,
                                    'phrase': 'a red box'}]} for number in NUMBERS])


def _lasot(root: Path) -> None:
    write(root / 'training_set.txt', '\n'.join(f'box-{number}' for number in NUMBERS))
    for number in NUMBERS:
        folder = root / f'box/box-{number}'
        write(folder / 'groundtruth.txt', _film(folder / 'img', number, _numbered(8)))
        write(folder / 'full_occlusion.txt', ','.join('0' * FRAMES))
        write(folder / 'out_of_view.txt', ','.join('0' * (FRAMES - 1) + '1'))
        write(folder / 'nlp.txt', 'red box walking')


def _got10k(root: Path) -> None:
    names = [f'GOT-10k_Train_{number:06d}' for number in NUMBERS]
    write(root / 'train/list.txt', '\n'.join(names))
    for number, name in zip(NUMBERS, names):
        folder = root / 'train' / name
        write(folder / 'groundtruth.txt', _film(folder, number, _numbered(8)))
        write(folder / 'absence.label', '0\n' * (FRAMES - 1) + '1\n')
        write(folder / 'meta_info.ini', '[METAINFO]\nobject_class: box\nmotion_class: walking\nmajor_class: cube\n'
              'root_class: object\n')


def _trackingnet(root: Path) -> None:
    write(root / 'trackingnet_classmap.txt', ''.join(f'v{number}_0\tbox\n' for number in NUMBERS))
    for number in NUMBERS:
        part = root / f'TRAIN_{number % 2}'
        names = [f'{frame}.jpg' for frame in range(FRAMES)]
        write(part / f'anno/v{number}_0.txt', _film(part / f'frames/v{number}_0', number, names))


def _tnl2k(root: Path) -> None:
    for number in NUMBERS:
        folder = root / f'train/box_{number}'
        write(folder / 'groundtruth.txt', _film(folder / 'imgs', number, _numbered(5, first=7)))
        write(folder / 'language.txt', 'the red box')


def _vasttrack(root: Path) -> None:
    for number in NUMBERS:
        folder = root / f'train/Box/Box-{number}'
        write(folder / 'Groundtruth.txt', _film(folder / 'imgs', number, _numbered(5)))
        write(folder / 'nlp.txt', 'a red box')


_WRITERS: dict[str, Callable[[Path], None]] = {
    'coco': _coco, 'refcocog': _refcocog, 'visual_genome': _visual_genome, 'lasot': _lasot, 'got10k': _got10k,
    'trackingnet': _trackingnet, 'tnl2k': _tnl2k, 'vasttrack': _vasttrack}

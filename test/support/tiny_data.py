"""Drawn training sets in the formats that `load_banks` reads: a few small pictures and clips of each."""
from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from vl_tracker_ros.media.sprites import COLOURS_BGR

ITEMS = 5                                       # of each kind; the fourth is held out of training
VIDEOS = 10                                     # of each tag, so that one of each is held out
SIDE = 96
_COLOURS = ('red', 'green', 'blue', 'yellow', 'purple')
_PLACE = 20                                     # pictures of a film with these numbers show other places
Row = tuple[dict[str, Any], np.ndarray, np.ndarray | None]


def background(seed: int) -> np.ndarray:
    """Grey texture, BGR (SIDE,SIDE,3)."""
    texture = np.random.default_rng(seed).integers(90, 150, (SIDE, SIDE, 1), dtype=np.uint8)
    return np.repeat(texture, 3, axis=2)


def write_image_set(folder: Path, rows: list[Row], mask_key: str = 'mask', step: int = 1) -> None:
    """images.tar and annotations.jsonl of (annotation without names, picture, mask or None), every step-th number."""
    folder.mkdir(parents=True)
    lines = []
    with tarfile.open(folder / 'images.tar', 'w') as tar:
        for i, (annotation, image, mask) in zip(range(0, step * len(rows), step), rows):
            annotation = {'file': f'{i:05d}.jpg', 'width': SIDE, 'height': SIDE, **annotation}
            _add(tar, f'{i:05d}.jpg', image)
            if mask is not None:
                annotation[mask_key] = f'{i:05d}.png'
                _add(tar, f'{i:05d}.png', mask)
            lines.append(json.dumps(annotation))
    (folder / 'annotations.jsonl').write_text('\n'.join(lines) + '\n')


def write_tiny_data(root: Path) -> Path:
    """All sets under `root`/train. Returns `root`."""
    train = root / 'train'
    write_image_set(train / 'ccp', [_person(i) for i in range(ITEMS)])
    shelf = {'label': 'Shelf'}, background(50), None
    write_image_set(train / 'grocery', [*(_grocery(i) for i in range(ITEMS)), shelf])
    write_image_set(train / 'bsds', [_segments(i) for i in range(ITEMS)], 'segmentation')
    write_image_set(train / 'camvid', [_street(i) for i in range(ITEMS)], 'segmentation', _PLACE)
    write_image_set(train / 'fod', [_small_thing(i) for i in range(2 * ITEMS)])
    write_image_set(train / 'imagenet_sample', [({}, background(i), None) for i in range(ITEMS)])
    write_image_set(train / 'gtea', [_kitchen(i) for i in range(ITEMS)], step=_PLACE)
    _write_davis(train / 'davis')
    _write_videos(train / 'video')
    return root


def _add(tar: tarfile.TarFile, name: str, image: np.ndarray) -> None:
    data = cv2.imencode(Path(name).suffix, image)[1].tobytes()
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))


def _bgr(index: int) -> tuple[int, int, int]:
    return COLOURS_BGR[_COLOURS[index % len(_COLOURS)]]


def _person(index: int) -> Row:
    image, mask = background(index), np.zeros((SIDE, SIDE), np.uint8)
    for (x, y, w, h), colour in (((40, 8, 16, 14), (150, 180, 220)), ((34, 22, 28, 32), _bgr(index)),
                                 ((36, 54, 24, 34), _bgr(index + 1))):
        cv2.rectangle(image, (x, y), (x + w - 1, y + h - 1), colour, -1)
        cv2.rectangle(mask, (x, y), (x + w - 1, y + h - 1), 255, -1)
    boxes = [{'cls': 'person', 'box': [34, 8, 28, 80], 'part': False},
             {'cls': 'shirt', 'box': [34, 22, 28, 32], 'part': True},
             {'cls': 'pants', 'box': [36, 54, 24, 34], 'part': True},
             {'cls': 'skin', 'box': [40, 8, 16, 14], 'part': True}]
    return {'boxes': boxes}, image, mask


def _grocery(index: int) -> Row:
    image, mask = np.full((SIDE, SIDE, 3), 255, np.uint8), np.zeros((SIDE, SIDE), np.uint8)
    cv2.circle(image, (48, 48), 24, _bgr(index), -1)
    cv2.circle(mask, (48, 48), 24, 255, -1)
    return {'cutout': True, 'coarse_label': 'Apple', 'label': f'Royal {index}'}, image, mask


def _segments(index: int) -> Row:
    image, labels = background(index), np.ones((SIDE, SIDE), np.uint8)
    for label, x in ((2, 26), (3, 66)):
        cv2.ellipse(image, (x, 50), (14, 20), 0, 0, 360, _bgr(index + label), -1)
        cv2.ellipse(labels, (x, 50), (14, 20), 0, 0, 360, label, -1)
    return {'segments': 3}, image, labels


def _street(index: int) -> Row:
    image, labels = background(index), np.full((SIDE, SIDE), 3, np.uint8)
    cv2.rectangle(image, (20, 30), (59, 59), _bgr(index), -1)
    cv2.rectangle(labels, (20, 30), (59, 59), 8, -1)
    cv2.rectangle(labels, (70, 30), (75, 45), 9, -1)               # too small to cut out
    boxes = [{'cls': 'car', 'box': [20, 30, 40, 30], 'part': False},
             {'cls': 'pedestrian', 'box': [70, 30, 6, 16], 'part': False}]
    return {'boxes': boxes}, image, labels


def _kitchen(index: int) -> Row:
    image = background(index)
    cv2.circle(image, (40, 50), 16, _bgr(index), -1)
    return {'boxes': [{'cls': 'pot', 'box': [24, 34, 33, 33], 'part': False}]}, image, None


def _small_thing(index: int) -> Row:
    image, x = background(index), 30 + 10 * (index % 2)
    cv2.rectangle(image, (x, 40), (x + 19, 51), _bgr(index // 2), -1)
    return {'clip': index // 2, 'boxes': [{'cls': 'PlasticPart', 'box': [x, 40, 20, 12], 'part': False}]}, image, None


def _write_clip(folder: Path, index: int, frames: int) -> list[np.ndarray]:
    """A square of 24 px that walks to the right by 2 px a frame. Returns its masks."""
    folder.mkdir(parents=True)
    writer = cv2.VideoWriter(str(folder / 'video.mp4'), cv2.VideoWriter.fourcc(*'mp4v'), 25, (SIDE, SIDE))
    masks, boxes = [], []
    for t in range(frames):
        image, mask, x = background(index), np.zeros((SIDE, SIDE), np.uint8), 20 + 2 * t
        cv2.rectangle(image, (x, 30), (x + 23, 53), _bgr(index), -1)
        cv2.rectangle(mask, (x, 30), (x + 23, 53), 255, -1)
        writer.write(image)
        masks.append(mask)
        boxes.append(f'{x},30,24,24')
    writer.release()
    (folder / 'groundtruth.txt').write_text('\n'.join(boxes) + '\n')
    return masks


def _write_davis(folder: Path) -> None:
    lines = []
    for i in range(ITEMS):
        masks = _write_clip(folder / f'clip{i}', i, 6)
        with tarfile.open(folder / f'clip{i}' / 'masks.tar', 'w') as tar:
            for t, mask in enumerate(masks):
                _add(tar, f'{t:05d}.png', mask)
        lines.append(json.dumps({'name': f'clip{i}', 'category': ('cow', 'man')[i % 2], 'appearance': _COLOURS[i],
                                 'sentence': f'The {_COLOURS[i]} animal walking.'}))
    (folder / 'annotations.jsonl').write_text('\n'.join(lines) + '\n')


def _write_videos(folder: Path) -> None:
    lines = []
    for tag in ('airborne_target', 'vehicle', 'person', 'look_alike'):
        for i in range(VIDEOS):
            name, colour = f'{tag}{i}', _COLOURS[i % ITEMS]
            _write_clip(folder / name, i, 3)
            attributes = {'category': 'car', 'appearance': colour, 'sentence': f'the {colour} car'}
            (folder / name / 'attributes.json').write_text(json.dumps(attributes))
            (folder / name / 'meta.json').write_text(json.dumps({'source_path': f'{tag}_{30 * i}.mp4 + labels'}))
            lines.append(json.dumps({'name': name, 'tags': [tag]}))
    (folder / 'index.jsonl').write_text('\n'.join(lines) + '\n')

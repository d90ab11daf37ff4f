"""The sets of clips: frames of one target with its boxes and sentences, read into the banks' items."""
from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from vl_tracker_ros.data.box_file import read_boxes
from vl_tracker_ros.data.cut import cut_out, shrink
from vl_tracker_ros.data.grammar import HUMAN
from vl_tracker_ros.data.items import Clip, Cutout
from vl_tracker_ros.data.phrases import clip_sentences
from vl_tracker_ros.data.reading import (
    DataError, ImageSet, open_tar, read_image, read_json, read_lines, read_video)

CLIP_SIDE = 400
_MASK_STEP = 5              # every fifth frame of a clip with masks is cut out
_SITE_NUMBERS = 30          # flying things with neighbouring numbers were filmed at one place
_TAG_WORDS = {'person': HUMAN, 'vehicle': {'car', 'cart'}}


def _read_clip(folder: Path, attributes: dict, group: str) -> Clip:
    boxes, absent = read_boxes(folder / 'groundtruth.txt')
    boxes[absent] = np.nan
    shrunk = [shrink(image, CLIP_SIDE) for image in read_video(folder / 'video.mp4')]
    if len(shrunk) != len(boxes):
        raise DataError(f'{folder}: {len(shrunk)} frames but {len(boxes)} boxes')
    return Clip([image for image, _ in shrunk], boxes * shrunk[0][1], clip_sentences(attributes),
                attributes.get('category', ''), group)


def read_davis(folder: Path) -> Iterator[tuple[str, Clip | Cutout]]:
    """Each clip with its kind, and its target cut out of some frames ('davis')."""
    for attributes in read_lines(folder / 'annotations.jsonl'):
        noun, group = attributes['category'], f'davis/{attributes["name"]}'
        clip = _read_clip(folder / attributes['name'], attributes, group)
        yield _kind([tag for tag, words in _TAG_WORDS.items() if words & set(noun.split())]), clip
        tar = open_tar(folder / attributes['name'] / 'masks.tar')
        for i in range(0, len(clip.images), _MASK_STEP):
            mask = cv2.resize(read_image(tar, f'{i:05d}.png', cv2.IMREAD_GRAYSCALE), clip.images[i].shape[1::-1])
            if cut := cut_out(clip.images[i], mask):
                yield 'davis', Cutout(cut[0], noun, None, group)


def _kind(tags: list[str]) -> str:
    """What a clip is drawn with: people and cars are few, and are asked for most."""
    if 'airborne_target' in tags:
        return 'flying'
    if 'person' in tags:
        return 'people'
    return 'vehicles' if {'vehicle', 'aerial_camera'} & set(tags) else 'things'


def _site(source_path: str, tags: list[str]) -> str:
    """The video, which several targets may share; for flying things the place where they were filmed."""
    video = source_path.split(' + ')[0]
    number = re.search(r'(\d+)\.\w+$', video)
    if 'airborne_target' not in tags or number is None:
        return video
    return f'{video[:number.start()]}{int(number[1]) // _SITE_NUMBERS}'


def read_videos(folder: Path) -> Iterator[tuple[str, Clip]]:
    """Each clip with its kind."""
    for entry in read_lines(folder / 'index.jsonl'):
        attributes, meta = (read_json(folder / entry['name'] / f'{name}.json') for name in ('attributes', 'meta'))
        attributes.setdefault('sentence', entry.get('sentence', ''))
        group = f'video/{_site(meta["source_path"], entry["tags"])}'
        yield _kind(entry['tags']), _read_clip(folder / entry['name'], attributes, group)


def read_ground(images: ImageSet) -> Iterator[tuple[str, Clip]]:
    """Clips of small things on the ground, filmed by a moving camera."""
    frames: dict[int, list] = {}
    for annotation, image, _ in images:
        if 'clip' in annotation and annotation['boxes']:
            frames.setdefault(annotation['clip'], []).append((image, annotation['boxes'][0]))
    for number, found in frames.items():
        if len(found) > 1:
            boxes = np.array([annotation['box'] for _, annotation in found], float)
            noun = re.sub(r'(?<!^)(?=[A-Z])', ' ', found[0][1]['cls']).lower()
            yield 'ground', Clip([image for image, _ in found], boxes, (noun,), noun, f'{images.name}/{number}')

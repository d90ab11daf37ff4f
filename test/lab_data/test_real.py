from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from vl_tracker_ros.data.banks import Banks, Clip, Part
from vl_tracker_ros.data.real import RealSampler, _name_part


@pytest.fixture(scope='module')
def sampler(tiny_banks: Banks) -> RealSampler:
    """Clips of a red box that walks over grey, absent in every other frame; a blue flag stands on its left corner."""
    images, boxes = [], []
    for t in range(12):
        image = np.full((120, 160, 3), 110, np.uint8)
        cv2.rectangle(image, (30 + 5 * t, 40), (69 + 5 * t, 69), (30, 30, 220), -1)
        cv2.rectangle(image, (30 + 5 * t, 28), (41 + 5 * t, 39), (220, 30, 30), -1)
        images.append(image)
        boxes.append([30 + 5 * t, 40, 40, 30] if t % 2 else [np.nan] * 4)
    clip = Clip(images, np.array(boxes, float), ('the red square on the left', 'red square'))
    groups = {group: [clip] for group in tiny_banks.clips}
    return RealSampler(replace(tiny_banks, clips=groups), 96, 64)


def red_box(view: np.ndarray) -> np.ndarray:
    """Middle and sides of the red in a view (S,S,3), in [0,1]."""
    x, y, w, h = cv2.boundingRect((view[..., 2].astype(int) - view[..., 1] > 60).astype(np.uint8))
    return np.array([x + w / 2, y + h / 2, w, h]) / len(view)


def test_boxes_are_on_the_target_mirrored_or_not(sampler: RealSampler) -> None:
    rng, offs = np.random.default_rng(0), []
    while len(offs) < 60:
        sample = sampler._pair(rng, True)
        if sample is not None:
            offs.append(red_box(sample.search) - sample.box)
    assert np.abs(offs).max() * 96 < 4                              # camera blur
    assert np.abs(np.mean(offs, axis=0)[:2]).max() * 96 < 0.4       # and no constant shift


def test_template_shows_the_target_in_its_middle(sampler: RealSampler) -> None:
    rng = np.random.default_rng(0)
    templates = [s.template for s in (sampler._pair(rng, True) for _ in range(80)) if s is not None]
    assert np.abs(np.array([red_box(t)[:2] for t in templates]) - 0.5).max() < 0.1


def test_mirrored_views_do_not_say_left(sampler: RealSampler) -> None:
    rng, mirrored = np.random.default_rng(0), {'the red square on the left': [], 'red square': []}
    for sample in filter(None, (sampler._pair(rng, False) for _ in range(200))):
        flag = np.nonzero(sample.search[..., 0].astype(int) - sample.search[..., 1] > 60)[1].mean() / 96
        mirrored[sample.caption].append(flag > sample.box[0])
    assert not any(mirrored['the red square on the left']) and len(mirrored['the red square on the left']) > 10
    assert any(mirrored['red square']) and not all(mirrored['red square'])


BOX = (0, 0, 20, 20)


@pytest.mark.parametrize(('part', 'worn', 'expected'), [
    (Part('bag', 'red', BOX), (), 'the red (bag)'),
    (Part('bag', None, BOX), (), 'the (bag)'),
    (Part('bag', 'red', BOX), (Part('bag', 'blue', BOX),), 'the red (bag)'),
    (Part('bag', 'red', BOX), (Part('bag', 'red', BOX),), None),
    (Part('bag', 'red', BOX), (Part('bag', None, BOX),), None),
    (Part('bag', None, BOX), (Part('bag', 'blue', BOX),), None),
    (Part('bag', 'red', BOX), (Part('purse', 'red', BOX),), None),
    (Part('bag', 'red', BOX), (Part('skirt', 'red', BOX),), 'the red (bag)'),
])
def test_a_part_is_named_when_no_other_could_be_meant(
        part: Part, worn: tuple[Part, ...], expected: str | None) -> None:
    name = _name_part(part, (part, *worn), np.random.default_rng(0))
    assert name is None if expected is None else name == expected.replace('(', '').replace(')', '')

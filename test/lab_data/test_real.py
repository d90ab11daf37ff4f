from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from vl_tracker_ros.data import real
from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.items import Background, Clip
from vl_tracker_ros.data.real import RealSampler
from vl_tracker_ros.data.sample import Sample

LEFT = 'the red square on the left'


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
    clip = Clip(images, np.array(boxes, float), (LEFT, 'red square'), 'square', 'drawn')
    grey = [Background(np.full((320, 320, 3), 110, np.uint8), 'drawn')]
    return RealSampler(replace(tiny_banks, clips={kind: [clip] for kind in tiny_banks.clips}, backgrounds=grey), 96, 64)


@pytest.fixture
def clips_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Clips with the target in view, and no camera between."""
    monkeypatch.setattr(real, '_CLIPS', {True: 1.0, False: 1.0})
    monkeypatch.setattr(real, '_ABSENT', {True: 0.0, False: 0.0})
    monkeypatch.setattr(real, '_OCCLUDED', 0.0)
    monkeypatch.setattr(real, 'degrade', lambda view, *_: view)


def reds(view: np.ndarray) -> np.ndarray:
    return view[..., 2].astype(int) - view[..., 1] > 60


def red_box(view: np.ndarray) -> np.ndarray:
    """Middle and sides of the red in a view (S,S,3), in [0,1]."""
    x, y, w, h = cv2.boundingRect(reds(view).astype(np.uint8))
    return np.array([x + w / 2, y + h / 2, w, h]) / len(view)


def samples(sampler: RealSampler, with_template: bool, count: int) -> list[Sample]:
    rng = np.random.default_rng(0)
    return [sampler.sample(rng, with_template) for _ in range(count)]


@pytest.mark.usefixtures('clips_alone')
def test_boxes_are_on_the_target_mirrored_or_not(sampler: RealSampler) -> None:
    offs = np.array([red_box(s.search) - s.box for s in samples(sampler, True, 60)])
    assert np.abs(offs).max() * 96 < 4
    assert np.abs(offs.mean(axis=0)[:2]).max() * 96 < 0.4           # no constant shift


@pytest.mark.usefixtures('clips_alone')
def test_template_shows_the_target_in_its_middle(sampler: RealSampler) -> None:
    middles = np.array([red_box(s.template)[:2] for s in samples(sampler, True, 60)])
    assert np.abs(middles - 0.5).max() < 0.1


@pytest.mark.usefixtures('clips_alone')
def test_mirrored_views_do_not_say_left(sampler: RealSampler) -> None:
    mirrored = {LEFT: [], 'red square': []}
    for sample in samples(sampler, False, 120):
        flag = np.nonzero(sample.search[..., 0].astype(int) - sample.search[..., 1] > 60)[1].mean() / 96
        mirrored[sample.caption].append(flag > sample.box[0])
    assert not any(mirrored[LEFT]) and len(mirrored[LEFT]) > 10
    assert any(mirrored['red square']) and not all(mirrored['red square'])


@pytest.mark.usefixtures('clips_alone')
@pytest.mark.parametrize('way', ['gone', 'hidden'])
def test_an_absent_target_is_not_to_be_seen(sampler: RealSampler, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr(real, '_ABSENT', {True: 1.0, False: 0.0})
    monkeypatch.setattr(real, '_WAYS_TO_BE_ABSENT', (way,))
    for sample in samples(sampler, True, 40):
        assert sample.box is None and reds(sample.template).any()
        assert reds(sample.search).mean() < 0.01


def test_another_of_the_same_place_is_no_stand_in(sampler: RealSampler) -> None:
    """There is one clip: what another would show could be the target."""
    rng = np.random.default_rng(0)
    shot = next(pair[0] for _ in iter(int, 1) if (pair := sampler._clips.pair(rng, 'people')))
    assert all(sampler._another(shot, rng) is None for _ in range(20))


@pytest.mark.parametrize(('with_template', 'low', 'high'), [(True, 0.06, 0.2), (False, 0.08, 0.3)])
def test_some_targets_are_absent(tiny_banks: Banks, with_template: bool, low: float, high: float) -> None:
    found = samples(RealSampler(tiny_banks, 64, 64), with_template, 300)
    assert low < np.mean([s.box is None for s in found]) < high

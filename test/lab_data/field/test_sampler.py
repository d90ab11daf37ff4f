from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.field_sets import NUMBERS

from vl_tracker_ros.data.field.records import Shot
from vl_tracker_ros.data.field.registry import FIELD
from vl_tracker_ros.data.field.sampler import FieldSampler
from vl_tracker_ros.data.field.sampling import Sampling
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sample import Sample, ViewSizes

SIZES = ViewSizes(search=128, template=64, num_templates=2)
STILL = Sampling(centre_jitter=0.0, scale_jitter=0.0, flip_share=0.0, grey_share=0.0, brightness=0.0)
IMAGES = ('coco', 'refcocog', 'visual_genome')
VIDEOS = tuple(name for name in FIELD if name not in IMAGES)


def sampler(root: Path, name: str, sampling: Sampling = STILL) -> FieldSampler:
    return FieldSampler(name, FIELD[name](root / name), sampling, SIZES)


def drawn(source: FieldSampler, count: int, with_template: bool = True) -> list[Sample]:
    rng = np.random.default_rng(3)
    return [source.sample(rng, with_template) for _ in range(count)]


def redness(view: np.ndarray) -> np.ndarray:
    """Share of red in each pixel, (n,n)."""
    blue, _, red = np.moveaxis(view.astype(int), -1, 0)
    return (red - blue).clip(0) / 255


def red_box(view: np.ndarray) -> np.ndarray:
    """cx,cy,w,h in [0,1] of what is red."""
    rows, columns = np.nonzero(redness(view) > 0.5)
    low, high = np.array([columns.min(), rows.min()]), np.array([columns.max(), rows.max()]) + 1
    return np.concatenate([(low + high) / 2, high - low]) / len(view)


@pytest.mark.parametrize('name', FIELD)
def test_views_are_those_of_the_tracker_around_its_target(field_sets: Path, name: str) -> None:
    for sample in drawn(sampler(field_sets, name), 5):
        assert sample.search.shape == (128, 128, 3) and sample.templates.shape == (2, 64, 64, 3)
        np.testing.assert_allclose(sample.box, [0.5, 0.5, 0.25, 0.25], atol=1e-6)     # factor 4
        np.testing.assert_allclose(red_box(sample.search), sample.box, atol=0.02)
        for template in sample.templates:                                               # factor 2
            np.testing.assert_allclose(red_box(template), [0.5, 0.5, 0.5, 0.5], atol=0.04)
        assert sample.caption and sample.box.dtype == np.float32


def test_the_box_goes_with_the_jitter_and_the_mirror(field_sets: Path) -> None:
    source = sampler(field_sets, 'lasot', Sampling(grey_share=0.0))
    moved = [s for s in drawn(source, 60) if np.abs(s.box[:2] - 0.5).max() < 0.25]     # with the target whole in view
    assert len(moved) > 20
    for sample in moved:
        np.testing.assert_allclose(red_box(sample.search), sample.box, atol=0.03)
    assert np.std([s.box[0] for s in moved]) > 0.05 and np.std([s.box[2] for s in moved]) > 0.01


def test_jitter_is_within_what_the_papers_give(field_sets: Path) -> None:
    sampling = replace(STILL, centre_jitter=3.0)
    boxes = np.stack([s.box for s in drawn(sampler(field_sets, 'coco', sampling), 200)])
    offsets = (boxes[:, :2] - 0.5) * sampling.search_factor         # in sizes of the target
    assert np.abs(offsets).max() <= 1.5 and np.abs(offsets).max() > 1.3
    np.testing.assert_allclose(boxes[:, 2:], 0.25, atol=1e-6)


def test_a_sentence_that_tells_left_from_right_is_not_mirrored(field_sets: Path) -> None:
    sampling = replace(STILL, flip_share=1.0, centre_jitter=2.0)
    shots = FIELD['coco'](field_sets / 'coco')
    plain, sided = (FieldSampler('coco', [replace(shots[0], sentence=sentence)], sampling, SIZES)
                    for sentence in ('the box', 'the box on the Left'))
    for one, other in zip(drawn(plain, 5), drawn(sided, 5)):
        assert one.box[0] == pytest.approx(1 - other.box[0])
        np.testing.assert_array_equal(one.search, other.search[:, ::-1])
        np.testing.assert_array_equal(one.templates, other.templates[:, :, ::-1])


def test_some_samples_are_grey_in_all_their_views(field_sets: Path) -> None:
    grey = [(redness(s.search).max() < 0.1, redness(s.templates[1]).max() < 0.1)
            for s in drawn(sampler(field_sets, 'coco', replace(STILL, grey_share=0.5)), 40)]
    assert set(grey) == {(True, True), (False, False)}


def test_lights_differ_between_the_views_of_a_sample(field_sets: Path) -> None:
    samples = drawn(sampler(field_sets, 'coco', replace(STILL, brightness=0.2)), 20)
    greys = np.array([[s.search[64, 83, 0], *s.templates[:, 32, 51, 0]] for s in samples])      # 128, beside the target
    assert 0.8 * 128 - 1 <= greys.min() < 110 and 146 < greys.max() <= 1.2 * 128 + 1
    assert (greys.std(axis=1) > 0).mean() > 0.9


def test_without_a_template(field_sets: Path) -> None:
    assert all(s.template is None and s.templates is None for s in drawn(sampler(field_sets, 'tnl2k'), 5, False))


def test_one_template_has_no_later_ones(field_sets: Path) -> None:
    source = FieldSampler('coco', FIELD['coco'](field_sets / 'coco'), STILL, replace(SIZES, num_templates=1))
    sample, = drawn(source, 1)
    assert sample.template.shape == (64, 64, 3) and sample.later_templates is None
    assert sample.templates.shape == (1, 64, 64, 3)


@pytest.mark.parametrize('name', VIDEOS)
def test_absent_targets_where_they_are_asked_for(field_sets: Path, name: str) -> None:
    assert all(s.box is not None for s in drawn(sampler(field_sets, name), 30))
    samples = drawn(sampler(field_sets, name, replace(STILL, absent_share=0.5)), 40)
    absent = [s for s in samples if s.box is None]
    assert 10 < len(absent) < 30
    assert all(redness(s.search).max() < 0.1 and redness(s.template).max() > 0.9 for s in absent)


def test_an_image_always_shows_its_target(field_sets: Path) -> None:
    assert all(s.box is not None for s in drawn(sampler(field_sets, 'coco', replace(STILL, absent_share=1.0)), 5))


def test_same_seed_same_samples(field_sets: Path) -> None:
    once, again = (drawn(sampler(field_sets, 'got10k', Sampling()), 6) for _ in range(2))
    for one, other in zip(once, again):
        np.testing.assert_array_equal(one.search, other.search)
        np.testing.assert_array_equal(one.templates, other.templates)
        np.testing.assert_array_equal(one.box, other.box)


def test_corrupt_images_are_passed_over_and_counted(damaged_sets: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = sampler(damaged_sets, 'coco')
    paths = sorted((damaged_sets / 'coco/train2017').iterdir())
    paths[0].write_bytes(b'no image')
    paths[2].write_bytes(paths[2].read_bytes()[:100])
    assert len(drawn(source, 40)) == 40
    assert len(source.unusable) == 2 and len(caplog.messages) == 2
    assert caplog.messages[-1].startswith(f'coco: 2 of {len(NUMBERS)} items passed over so far: ')
    assert {path.name for path in (paths[0], paths[2])} == {
        path.name for path in paths if any(path.name in message for message in caplog.messages)}


def test_a_broken_video_is_passed_over_and_counted(damaged_sets: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = sampler(damaged_sets, 'lasot')
    (damaged_sets / 'lasot/box/box-1/groundtruth.txt').write_text('1,2,3\n')
    (damaged_sets / 'lasot/box/box-2/groundtruth.txt').write_text('20,30,60,60\n' + '0,0,0,0\n' * 5)
    assert len(drawn(source, 40)) == 40
    assert 'lasot: 2 of 4 items passed over so far' in caplog.text
    assert 'box-2/img: the target is visible in 1 frames' in caplog.text


def test_a_box_outside_its_image_is_passed_over(field_sets: Path, caplog: pytest.LogCaptureFixture) -> None:
    shots = FIELD['coco'](field_sets / 'coco')
    outside = Shot(shots[0].image, (500.0, 0.0, 10.0, 10.0), 'the box')
    assert len(drawn(FieldSampler('coco', [shots[1], outside], STILL, SIZES), 20)) == 20
    assert f'{shots[0].image}: box 500,0,10,10 lies outside the image of 160x120 pixels' in caplog.text


def test_a_set_of_nothing_but_broken_items_ends_with_an_error(damaged_sets: Path,
                                                              caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR)
    source = sampler(damaged_sets, 'coco')
    for path in (damaged_sets / 'coco/train2017').iterdir():
        path.write_bytes(b'')
    with pytest.raises(DataError, match='coco: 50 of its items in a row cannot be used; see the warnings'):
        drawn(source, 1)

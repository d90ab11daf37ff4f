from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.mixture import Mixture, house_mixture
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sample import Sample


@pytest.fixture(scope='module')
def mixture(tiny_banks: Banks) -> Mixture:
    return house_mixture(tiny_banks, search_size=64, template_size=64)


@pytest.fixture(scope='module')
def samples(mixture: Mixture) -> list[Sample]:
    return mixture.batch((1, 0), 120, with_template=False) + mixture.batch((1, 1), 120, with_template=True)


def content(samples: list[Sample]) -> list[tuple]:
    return [(s.search.tobytes(), None if s.template is None else s.template.tobytes(), s.caption,
             None if s.box is None else s.box.tobytes()) for s in samples]


def test_same_seed_same_batch_bit_by_bit(mixture: Mixture, tiny_banks: Banks) -> None:
    again = house_mixture(tiny_banks, search_size=64, template_size=64)
    mixture.batch((9, 9), 3)                                        # what was drawn before does not count
    assert content(mixture.batch((4, 2), 24)) == content(again.batch((4, 2), 24))
    assert content(mixture.batch((4, 2), 24)) != content(mixture.batch((4, 3), 24))


def test_a_batch_is_all_with_or_all_without_templates(mixture: Mixture) -> None:
    kinds = [{s.template is None for s in mixture.batch((0, i), 3)} for i in range(30)]
    assert all(len(kind) == 1 for kind in kinds) and {True} in kinds and {False} in kinds


class Marked:
    """A source whose samples say whose they are, and whether a template was asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def sample(self, rng: np.random.Generator, with_template: bool) -> Sample:
        image = np.zeros((1, 1, 3), np.uint8)
        return Sample(image, image if with_template else None, self._name, None)


def test_sources_are_drawn_by_their_weights() -> None:
    mixture = Mixture([Marked('one'), Marked('three')], [0.5, 1.5])
    counts = Counter(sample.caption for i in range(20) for sample in mixture.batch((0, i), 100))
    assert 400 < counts['one'] < 600 and counts.total() == 2000


@pytest.mark.parametrize(('share', 'kinds'), [(0.0, {False}), (0.5, {False, True}), (1.0, {True})])
def test_batches_with_templates_have_their_share(share: float, kinds: set[bool]) -> None:
    mixture = Mixture([Marked('one')], [1.0], share)
    assert {sample.template is not None for i in range(30) for sample in mixture.batch((0, i), 1)} == kinds


def test_images_have_their_shapes(samples: list[Sample]) -> None:
    assert {(s.search.shape, s.search.dtype.name) for s in samples} == {((64, 64, 3), 'uint8')}
    assert {s.template.shape for s in samples if s.template is not None} == {(64, 64, 3)}


def test_boxes_lie_in_the_view(samples: list[Sample]) -> None:
    boxes = np.stack([s.box for s in samples if s.box is not None])
    assert boxes.dtype == np.float32 and np.isfinite(boxes).all()
    low, high = boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, :2] + boxes[:, 2:] / 2
    assert low.min() >= -1e-6 and high.max() <= 1 + 1e-6 and boxes[:, 2:].min() * 64 > 1.5


def test_without_a_template_there_always_is_a_caption(samples: list[Sample]) -> None:
    assert all(s.caption for s in samples if s.template is None)
    silent = sum(not s.caption for s in samples if s.template is not None)
    assert 20 < silent < 100


def test_some_targets_are_absent(samples: list[Sample]) -> None:
    absent = [s for s in samples if s.box is None]
    assert 15 < len(absent) < 70


@pytest.mark.parametrize('lacking', ['person', 'davis'])
def test_missing_cutouts_are_named(tiny_banks: Banks, lacking: str) -> None:
    cutouts = {kind: items for kind, items in tiny_banks.cutouts.items() if kind != lacking}
    with pytest.raises(DataError, match=f'without {lacking}'):
        house_mixture(replace(tiny_banks, cutouts=cutouts), 64, 64)


def test_missing_clips_are_named(tiny_banks: Banks) -> None:
    clips = {**tiny_banks.clips, 'flying': []}
    with pytest.raises(DataError, match='without clips of flying'):
        house_mixture(replace(tiny_banks, clips=clips), 64, 64)


def test_missing_photos_are_named(tiny_banks: Banks) -> None:
    with pytest.raises(DataError, match='without photos of street, kitchen'):
        house_mixture(replace(tiny_banks, labelled={'segment': tiny_banks.labelled['segment']}), 64, 64)

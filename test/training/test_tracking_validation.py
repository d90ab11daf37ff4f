from __future__ import annotations

import numpy as np
import pytest
import torch
from support.tiny_all_in_one import tiny_all_in_one
from support.tiny_atstrack import tiny_atstrack
from support.tiny_cost import tiny_cost
from support.tiny_mvlm import tiny_mvlm
from support.tiny_sdtrack import tiny_sdtrack
from support.tiny_siamese import tiny_siamese
from torch import Tensor, nn

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.data.banks import Banks, Clip
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.training.tracking_validation import TrackingValidation, _sequences, beginnings

SIDE = 96


def clip(step_px: int, frames: int = 8, first_is_absent: bool = False) -> Clip:
    """A bright square of 24 px on grey that moves to the right."""
    images, boxes = [], []
    for t in range(frames):
        image, x = np.full((SIDE, SIDE, 3), 90, np.uint8), 20 + step_px * t
        image[30:54, x:x + 24] = 250
        images.append(image)
        boxes.append((x, 30, 24, 24))
    boxes_xywh_px = np.array(boxes, float)
    if first_is_absent:
        boxes_xywh_px[0] = np.nan
    return Clip(images, boxes_xywh_px, ('the square',), 'square', 'drawn')


class FindsBrightness(nn.Module):
    """Gives every cell the middle of what is bright, in a box of a side (share of the view)."""

    def __init__(self, cells: int, side: float) -> None:
        super().__init__()
        self._cells, self._side = cells, nn.Parameter(torch.tensor(side))

    def forward(self, search: Tensor, **others: Tensor) -> tuple[Tensor, ...]:
        y, x = ((search[0].mean(0) > 1).nonzero() + 0.5).mean(0) / search.shape[-1]
        count = self._cells ** 2
        boxes = torch.stack([x, y, self._side, self._side]).expand(1, count, 4)
        return boxes, torch.full((1, count), 0.01), torch.zeros(1, self._cells, self._cells)


class Brightness(TrackerModel):
    """Of MVLM's inputs and outputs."""

    def __init__(self, side: float) -> None:
        super().__init__()
        model = tiny_mvlm()
        self._spec, self.text = model.spec, model.text
        self.tracker = FindsBrightness(model.spec.search_size // 16, side)

    @property
    def spec(self) -> NetworkSpec:
        return self._spec


@pytest.mark.parametrize(('side', 'auc'), [(0.25, 1.0), (0.125, 0.25)])     # the view is four sides of the target wide
def test_the_success_of_a_tracker_is_measured(side: float, auc: float) -> None:
    sequences = beginnings(Banks(clips={'things': [clip(1), clip(2)]}), frames=6)
    measured = TrackingValidation(sequences).measure(Brightness(side))
    assert measured['track_auc'] == pytest.approx(auc, abs=0.1)


@pytest.mark.parametrize('make', [tiny_mvlm, tiny_sdtrack, tiny_atstrack, tiny_all_in_one, tiny_cost, tiny_siamese])
def test_trackers_of_all_kinds_are_measured(make: type) -> None:
    measured = TrackingValidation(beginnings(Banks(clips={'things': [clip(2)]}), frames=5)).measure(make())
    assert 0 <= measured['track_auc'] <= 1


def test_clips_of_each_kind_in_turn_that_a_box_starts() -> None:
    things = [clip(1), clip(1, first_is_absent=True), clip(1)]
    people = [clip(2, frames=3), clip(2)]
    chosen = [sequence.images[0] for sequence in _sequences(Banks(clips={'things': things, 'people': people}), 6)]
    assert [id(image) for image in chosen] == [id(c.images[0]) for c in (things[0], people[1], things[2])]


@pytest.mark.parametrize('frames', [1, 4])
def test_too_few_frames_to_track_are_named(frames: int) -> None:
    with pytest.raises(DataError, match=f'track_frames {frames}: no held-out clip of at least 5 frames to track'):
        beginnings(Banks(clips={'things': [clip(1)]}), frames)


def test_a_box_outside_of_its_picture_is_named_before_training() -> None:
    with pytest.raises(DataError, match='lies outside of the 96x96 image'):
        beginnings(Banks(clips={'things': [clip(20)]}), 8)

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from vl_tracker_ros.models.sdtrack.sampling import roi_align, sample_points


def ramp() -> Tensor:
    """(1,2,4,4): a cell's own x, and its own y, in cells."""
    y, x = torch.meshgrid(torch.arange(4.0), torch.arange(4.0), indexing='ij')
    return torch.stack([x, y])[None]


@pytest.mark.parametrize(('point', 'value'), [
    ((0.125, 0.125), (0, 0)),               # the middle of the first cell
    ((0.875, 0.375), (3, 1)),
    ((0.5, 0.625), (1.5, 2)),               # between two cells
    ((0.5, 0.5), (1.5, 1.5)),               # where four cells meet
    ((0.4375, 0.125), (1.25, 0)),
    ((1.0, 0.625), (1.5, 1)),               # on the edge: half of it is outside
    ((1.2, 0.5), (0, 0)),
])
def test_points_are_read_between_cells(point: tuple[float, float], value: tuple[float, float]) -> None:
    found = sample_points(ramp(), torch.tensor([[[point]]]))
    assert found.shape == (1, 1, 1, 2) and found.flatten().tolist() == pytest.approx(value, abs=1e-5)


def test_roi_align_by_hand() -> None:
    """Bins' middles at 1/4 and 3/4 of each box: x = 0.25, 0.75 and y = 0.375, 0.625, in cells (4 * p - 0.5)."""
    boxes = torch.tensor([[[0.5, 0.5, 1.0, 0.5], [0.25, 0.5, 0.25, 0.25]]])
    found = roi_align(ramp(), boxes, 2)
    assert found.shape == (1, 2, 4, 2)
    assert found[0, 0].tolist() == [[0.5, 1.0], [2.5, 1.0], [0.5, 2.0], [2.5, 2.0]]
    assert found[0, 1].tolist() == [[0.25, 1.25], [0.75, 1.25], [0.25, 1.75], [0.75, 1.75]]


def test_boxes_are_those_of_their_own_image() -> None:
    images = torch.cat([ramp(), 10 * ramp()])
    boxes = torch.tensor([[[0.5, 0.5, 0.4, 0.4]], [[0.4, 0.6, 0.3, 0.2]]])
    together = roi_align(images, boxes, 7)
    assert together.shape == (2, 1, 49, 2)
    assert torch.allclose(together[1:], roi_align(10 * ramp(), boxes[1:], 7))


def test_what_lies_outside_the_view_is_zero() -> None:
    found = roi_align(torch.ones(1, 1, 4, 4), torch.tensor([[[1.0, 0.5, 1.0, 0.5]]]), 4)[0, 0, :, 0].view(4, 4)
    assert found[:, :2].tolist() == [[1, 1]] * 4 and found[:, 2:].tolist() == [[0, 0]] * 4

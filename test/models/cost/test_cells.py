from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from vl_tracker_ros.models.cost.cells import cell_line, cells_inside, region_means

LINE = cell_line(4, 2)      # centres 0.375 and 0.625


def test_centres() -> None:
    assert LINE.tolist() == [0.375, 0.625]
    line = cell_line(32, 20)
    assert (line[0].item(), line[-1].item()) == (6.5 / 32, 25.5 / 32)


@pytest.mark.parametrize(('features', 'dilation'), [(32, 3), (16, 1)])
def test_they_are_where_the_convolution_looks(features: int, dilation: int) -> None:
    kernel = torch.zeros(1, 1, 5, 5)
    kernel[..., 2, 2] = 1
    places = (torch.arange(features) + 0.5) / features
    seen = F.conv2d(places.expand(1, 1, features, features), kernel, dilation=dilation)
    assert torch.equal(seen[0, 0, 0], cell_line(features, features - 4 * dilation))


@pytest.mark.parametrize(('box', 'cells'), [
    ((0.375, 0.375, 0.1, 0.1), [0]),
    ((0.5, 0.6, 0.6, 0.2), [2, 3]),
    ((0.5, 0.5, 0.6, 0.6), [0, 1, 2, 3]),
    ((0.9, 0.1, 0.1, 0.1), [1]),                # outside of the grid: the nearest cell
    ((0.38, 0.7, 0.001, 0.001), [2]),           # smaller than a cell
])
def test_cells_of_a_box(box: tuple[float, ...], cells: list[int]) -> None:
    assert cells_inside(LINE, torch.tensor(box)).nonzero().flatten().tolist() == cells


def test_region_means() -> None:
    boxes = torch.tensor([[[0.375, 0.375, 0.1, 0.1], [0.5, 0.6, 0.6, 0.2], [0.5, 0.5, 1.0, 1.0]]])
    assert region_means(LINE, boxes, torch.tensor([[1.0, 2.0, 3.0, 6.0]])).tolist() == [[1.0, 4.5, 3.0]]

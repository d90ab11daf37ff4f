from __future__ import annotations

import math

import pytest
import torch

from vl_tracker_ros.models.pretrained.positions import resized, sine_cosine, top_left


def ramp(side: int) -> torch.Tensor:
    """Channel 0 is the row, channel 1 the column."""
    rows, columns = torch.meshgrid(torch.arange(side).float(), torch.arange(side).float(), indexing='ij')
    return torch.stack([rows, columns], dim=-1).flatten(0, 1)[None]


def test_a_table_of_the_right_size_stays_as_it_is() -> None:
    table = torch.randn(1, 49, 3)
    assert torch.equal(resized(table, 7), table)


def test_a_ramp_stays_a_ramp_with_corners_not_aligned() -> None:
    half = resized(ramp(14), 7).reshape(7, 7, 2)
    assert half[3, 3].tolist() == pytest.approx([6.5, 6.5], abs=1e-4)
    assert half[2, 4].tolist() == pytest.approx([4.5, 8.5], abs=1e-4)
    assert resized(ramp(14), 16).shape == (1, 256, 2)


def test_the_top_left_part_is_cut_out() -> None:
    assert top_left(ramp(14), 2).tolist() == [[[0, 0], [0, 1], [1, 0], [1, 1]]]
    assert top_left(ramp(14), 0).shape == (1, 0, 2)


def test_sines_and_cosines_of_row_then_column() -> None:
    table = sine_cosine(3, 8)[0]
    assert table.shape == (9, 8)
    assert table[0].tolist() == [0, 0, 1, 1, 0, 0, 1, 1]
    row, column, slow = 1.0, 2.0, 0.01                      # rates are 1 and 10000 ** -0.5
    assert table[5].tolist() == pytest.approx([
        math.sin(row), math.sin(row * slow), math.cos(row), math.cos(row * slow),
        math.sin(column), math.sin(column * slow), math.cos(column), math.cos(column * slow)])


def test_tokens_that_make_no_square_are_an_error() -> None:
    with pytest.raises(ValueError, match='50 positions are not those of a square grid'):
        resized(torch.randn(1, 50, 4), 7)

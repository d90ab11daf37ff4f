from __future__ import annotations

import pytest
import torch
from support.reference import load_reference
from torch.nn import functional as F

from vl_tracker_ros.models.layers.center_head import decode_boxes
from vl_tracker_ros.models.mvlm.region import region_correlation, released_cells
from vl_tracker_ros.tracking.region import region_scores


def test_released_regions_are_the_official_ones() -> None:
    """Among them boxes without area, of one cell, outside the view, and the whole of it.

    Where the official mean is of no cell it is rounding noise, which the official correlation then takes for a
    direction; ours is 0 there.
    """
    reference = {name: torch.from_numpy(value) for name, value in load_reference('mvlm_regions').items()}
    cells = released_cells(reference['boxes'], 14).float()
    empty = cells.sum(-1) == 0
    means = F.normalize(cells @ reference['features'][0], dim=-1)
    assert torch.allclose(means[~empty], F.normalize(reference['region_mean'][~empty], dim=-1), atol=1e-6)
    assert empty.sum() == 8 and reference['region_mean'][empty].abs().max() < 1e-6


def test_released_correlations_are_the_official_ones() -> None:
    """Of all candidates of five frames whose region has a cell."""
    reference = {name: torch.from_numpy(value) for name, value in load_reference('mvlm_loop').items()}
    boxes = decode_boxes(reference['offset_map'], reference['size_map'])
    sentence = reference['text_emb'].mean(1).expand(5, -1)
    found = region_correlation(reference['feat_x'], boxes, sentence, 'released')
    empty = released_cells(boxes, 14).sum(-1) == 0
    assert torch.allclose(found[~empty], reference['TF_corr'][~empty], atol=1e-5)
    assert empty.any() and not found[empty].any()


def test_a_box_of_one_cell_has_no_released_correlation() -> None:
    tokens, box = torch.ones(1, 16, 3), torch.tensor([[[0.5, 0.5, 0.01, 0.01]]])
    assert region_correlation(tokens, box, torch.ones(1, 3), 'released').item() == 0
    assert region_correlation(tokens, box, torch.ones(1, 3), 'paper').item() == pytest.approx(1)


def test_paper_and_released_by_hand() -> None:
    """A box over cells of directions (1,0) and (0,2) against the sentence (1,0)."""
    tokens = torch.zeros(1, 16, 2)
    tokens[0, 5], tokens[0, 6] = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 2.0])
    sentence, box = torch.tensor([[3.0, 0.0]]), torch.tensor([[[0.5, 0.375, 0.5, 0.25]]])
    assert region_correlation(tokens, box, sentence, 'paper').item() == pytest.approx(0.5)
    wide = torch.tensor([[[0.5, 0.5, 1.0, 1.0]]])                  # corners 0 and 3: cells 1 and 2 of each axis
    assert region_correlation(tokens, wide, sentence, 'released').item() == pytest.approx(1 / 5 ** 0.5)


def test_the_paper_s_region_is_the_mean_of_the_map() -> None:
    torch.manual_seed(0)
    tokens, sentence = torch.randn(1, 36, 8), torch.randn(1, 8)
    boxes = torch.cat([torch.rand(1, 30, 2), 0.02 + 0.6 * torch.rand(1, 30, 2)], -1)
    found = region_correlation(tokens, boxes, sentence, 'paper')[0]
    cosines = F.cosine_similarity(tokens[0], sentence, dim=-1).reshape(6, 6)
    expected = torch.from_numpy(region_scores(cosines.numpy(), boxes[0].numpy()))
    assert torch.allclose(found.double(), expected, atol=1e-6)

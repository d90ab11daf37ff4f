from __future__ import annotations

import pytest
import torch

from vl_tracker_ros.models.layers.center_head import CenterHead, decode_boxes


def test_decoding_of_a_hand_made_map() -> None:
    offset, size = torch.zeros(1, 2, 2, 4), torch.zeros(1, 2, 2, 4)
    offset[0, :, 1, 3] = torch.tensor([0.5, 0.25])                 # x, y in cells
    size[0, :, 1, 3] = torch.tensor([0.2, 0.6])
    boxes = decode_boxes(offset, size)
    assert boxes.shape == (1, 8, 4)
    assert boxes[0, 7].tolist() == pytest.approx([3.5 / 4, 1.25 / 2, 0.2, 0.6])
    assert boxes[0, 5].tolist() == pytest.approx([0.25, 0.5, 0, 0]), 'row-major: cell 5 is row 1, column 1'


def test_a_new_head_starts_from_its_priors() -> None:
    torch.manual_seed(0)
    head = CenterHead(8, 16, score_prior=0.1).eval()
    score, offset, size = head(torch.zeros(2, 8, 5, 5))
    assert score.shape == (2, 1, 5, 5) and offset.shape == size.shape == (2, 2, 5, 5)
    assert torch.allclose(score.sigmoid(), torch.tensor(0.1), atol=0.01)
    assert torch.allclose(offset, torch.tensor(0.5), atol=0.01)
    assert torch.allclose(size, torch.tensor(0.25), atol=0.01)

from __future__ import annotations

import math

import pytest
import torch

from vl_tracker_ros.models.sdtrack.box_rpb import BoxRPB, signed_log

LOG17 = math.log2(17) / 3


def test_offsets_are_logarithmic_and_signed() -> None:
    assert signed_log(torch.tensor([0.0, 7.0, -7.0, -63.0, 16.0])).tolist() == pytest.approx([0, 1, -1, -2, LOG17])


def transparent() -> BoxRPB:
    """Head 0 reads the offset of the first edge, head 1 that of the second; 5 keeps them above the ReLU's zero."""
    rpb = BoxRPB(heads=2, hidden=2, grid=2)
    with torch.no_grad():
        for mlp in (rpb.mlp_x, rpb.mlp_y):
            mlp[0].weight.copy_(torch.eye(2))
            mlp[0].bias.fill_(5)
            mlp[2].weight.copy_(torch.eye(2))
    return rpb


def test_bias_by_hand() -> None:
    """Cells' middles lie at 8 and 24 pixels; edges: x 8 and 24, y 24 and 24."""
    bias = transparent()(torch.tensor([[[0.5, 0.75, 0.5, 0.0]]])) - 10
    assert bias.shape == (1, 2, 1, 4)
    left_top, right_bottom = bias[0, :, 0].tolist()
    assert left_top == pytest.approx([LOG17, 0, 0, -LOG17], abs=1e-5)      # (x, y) of (0,0), (1,0), (0,1), (1,1)
    assert right_bottom == pytest.approx([2 * LOG17, LOG17, LOG17, 0], abs=1e-5)


def test_bias_follows_the_box() -> None:
    rpb, boxes = BoxRPB(2, 8, 4), torch.tensor([[[0.3, 0.3, 0.2, 0.2], [0.7, 0.3, 0.2, 0.2]]])
    bias = rpb(boxes)
    assert torch.equal(bias.flip(2), rpb(boxes.flip(1))) and not torch.allclose(bias[:, :, 0], bias[:, :, 1])

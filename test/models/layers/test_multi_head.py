from __future__ import annotations

import math

import pytest
import torch

from vl_tracker_ros.models.layers.multi_head import MultiHeadAttention


def attention() -> MultiHeadAttention:
    """One head over two channels, every projection the identity."""
    layer = MultiHeadAttention(2, 1)
    for part in (layer.q, layer.k, layer.v, layer.proj):
        torch.nn.init.eye_(part.weight)
        torch.nn.init.zeros_(part.bias)
    return layer


QUERY, CONTEXT = torch.tensor([[[math.sqrt(2), 0.0]]]), torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])


def test_by_hand() -> None:
    share = math.e / (math.e + 1)                   # softmax of the products 1 and 0
    assert attention()(QUERY, CONTEXT, CONTEXT)[0, 0].tolist() == pytest.approx([share, 1 - share])


def test_bias_is_added_to_the_products() -> None:
    out = attention()(QUERY, CONTEXT, CONTEXT, bias=torch.tensor([[[[0.0, 1.0]]]]))
    assert out[0, 0].tolist() == pytest.approx([0.5, 0.5])

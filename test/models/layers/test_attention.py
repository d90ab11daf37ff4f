from __future__ import annotations

import torch

from vl_tracker_ros.models.layers.attention import Attention, cosine_map, masked_mean


def test_masked_keys_are_not_looked_at() -> None:
    torch.manual_seed(0)
    attention, x = Attention(8, 2), torch.randn(1, 5, 8)
    mask = torch.tensor([[True, True, True, False, False]])
    assert torch.allclose(attention(x, mask)[:, :3], attention(x[:, :3]), atol=1e-6)
    assert torch.equal(attention(x), attention(x, torch.ones(1, 5, dtype=torch.bool)))


def test_masked_mean() -> None:
    tokens = torch.tensor([[[1.0, 2.0], [3.0, 4.0], [100.0, 100.0]]])
    assert masked_mean(tokens, torch.tensor([[1.0, 1.0, 0.0]])).tolist() == [[2.0, 3.0]]
    assert masked_mean(tokens, torch.zeros(1, 3)).tolist() == [[0.0, 0.0]]


def test_cosines_do_not_depend_on_length() -> None:
    tokens = torch.tensor([[[2.0, 0.0], [0.0, 5.0], [-1.0, 0.0], [0.0, 0.0]]])
    assert cosine_map(tokens, torch.tensor([[7.0, 0.0]])).tolist() == [[1.0, 0.0, -1.0, 0.0]]

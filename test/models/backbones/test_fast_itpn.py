"""That the whole encoder equals the official one stands in test/models/mvlm/test_official.py."""
from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from vl_tracker_ros.models.backbones.fast_itpn import Attention, ConvMlpBlock, FastITPN, SwiGlu


def small() -> FastITPN:
    torch.manual_seed(0)
    return FastITPN(64, 32, dim=16, stage_depth=1, depth=1, heads=2).eval()


def test_tokens_and_positions() -> None:
    model = small()
    assert model.embed(torch.rand(2, 3, 64, 64)).shape == (2, 16, 16)
    assert model.embed(torch.rand(2, 3, 32, 32)).shape == (2, 4, 16)
    assert model.pos_embed.shape == (1, 20, 16)


@torch.no_grad()
def test_the_image_is_seen_twice() -> None:
    """With half of a three-channel weight in both halves, the convolution is that of three channels."""
    embed, image, weight = small().patch_embed, torch.rand(1, 3, 64, 64), torch.randn(4, 3, 4, 4)
    embed.proj.weight.copy_(torch.cat([weight, weight], 1) / 2)
    assert torch.allclose(embed(image), F.conv2d(image, weight, embed.proj.bias, 4), atol=1e-6)


@torch.no_grad()
def test_conv_blocks_work_on_each_position_alone() -> None:
    block, x = ConvMlpBlock(4, 3.0, 0.0), torch.randn(1, 4, 3, 3)
    assert torch.allclose(block(x)[..., 1:2, 2:3], block(x[..., 1:2, 2:3]), atol=1e-6)


@torch.no_grad()
def test_attention_by_hand() -> None:
    """One head, identity projections: softmax of the scaled products, queries and values shifted by their bias."""
    attention = Attention(2, 1)
    for layer in (attention.q_proj, attention.k_proj, attention.v_proj, attention.proj):
        layer.weight.copy_(torch.eye(2))
    attention.proj.bias.zero_()
    attention.q_bias.copy_(torch.tensor([1.0, 0.0]))
    attention.v_bias.copy_(torch.tensor([0.0, 3.0]))
    x = torch.tensor([[[1.0, 0.0], [0.0, 1.0]]])
    weight = torch.tensor([[2.0, 0.0], [1.0, 1.0]]).div(2 ** 0.5).softmax(-1)
    assert torch.allclose(attention(x, None)[0], weight @ torch.tensor([[1.0, 3.0], [0.0, 4.0]]), atol=1e-6)


@torch.no_grad()
def test_swiglu_by_hand() -> None:
    layer = SwiGlu(1, 2)
    for name, values in {'w1': [1.0, 2.0], 'w2': [3.0, 1.0]}.items():
        getattr(layer, name).weight.copy_(torch.tensor(values)[:, None])
        getattr(layer, name).bias.zero_()
    layer.w3.weight.copy_(torch.tensor([[1.0, 0.0]]))
    layer.w3.bias.fill_(5.0)
    hidden = F.silu(torch.tensor([2.0, 4.0])) * torch.tensor([6.0, 2.0])
    expected = 5 + ((hidden - hidden.mean()) / hidden.std(unbiased=False))[0]
    assert layer(torch.tensor([[2.0]])).item() == pytest.approx(expected.item(), abs=1e-5)


@pytest.mark.parametrize('keys', [[True, True, False], [True, False, True]])
@torch.no_grad()
def test_masked_tokens_have_no_influence(keys: list[bool]) -> None:
    model, tokens, kept = small(), torch.randn(1, 3, 16), torch.tensor(keys)
    mask = kept[None, None]
    changed = tokens.where(kept[None, :, None], 9 * torch.randn(1, 3, 16))
    assert torch.allclose(model(tokens, mask)[:, kept], model(changed, mask)[:, kept], atol=1e-6)
    assert not torch.allclose(model(tokens)[:, kept], model(changed)[:, kept], atol=1e-4)

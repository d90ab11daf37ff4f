from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from support.tiny_cost import TINY
from torch import nn

from vl_tracker_ros.models.cost.fusion import ProductFusion, VisualLinguisticTransformer

MASK, NONE = torch.tensor([[1.0, 1, 0, 0, 0, 0]]), torch.zeros(1, 6)


def transformer(obj_token: bool = True) -> VisualLinguisticTransformer:
    torch.manual_seed(0)
    return VisualLinguisticTransformer(replace(TINY, obj_token=obj_token)).eval()


def tokens() -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(0)
    return torch.randn(1, 16, 16, generator=generator), torch.randn(1, 6, 16, generator=generator)


@torch.no_grad()
@pytest.mark.parametrize('fusion', [transformer(), transformer(obj_token=False), ProductFusion()])
def test_only_real_words_count(fusion: nn.Module) -> None:
    visual, words = tokens()
    fused = fusion(visual, words, MASK).visual
    padding, word = words.clone(), words.clone()
    padding[:, 2:] += 1
    word[:, 1] += 1
    assert torch.allclose(fusion(visual, padding, MASK).visual, fused, atol=1e-6)
    assert not torch.allclose(fusion(visual, word, MASK).visual, fused, atol=1e-3)
    assert torch.allclose(fusion(visual, word, NONE).visual, fusion(visual, words, NONE).visual, atol=1e-6)


@torch.no_grad()
def test_obj_sees_the_view_and_the_words() -> None:
    (visual, words), fusion = tokens(), transformer()
    obj = fusion(visual, words, MASK).obj
    assert obj.shape == (1, 1, 16) and transformer(obj_token=False)(visual, words, MASK).obj is None
    assert not torch.allclose(fusion(visual + 1, words, MASK).obj, obj, atol=1e-3)
    assert not torch.allclose(fusion(visual, words + 1, MASK).obj, obj, atol=1e-3)


def test_the_product_by_hand() -> None:
    visual, words = torch.tensor([[[2.0, 3.0]]]), torch.tensor([[[1.0, 4.0], [3.0, 0.0], [9.0, 9.0]]])
    fusion = ProductFusion()
    assert fusion(visual, words, torch.tensor([[1.0, 1.0, 0.0]])).visual.tolist() == [[[4.0, 6.0]]]
    assert torch.equal(fusion(visual, words, torch.zeros(1, 3)).visual, visual)

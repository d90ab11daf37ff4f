from __future__ import annotations

import pytest
import torch
from torch import Tensor

from vl_tracker_ros.models.all_in_one.elimination import eliminate, encode, keep_rate, relevance, template_queries
from vl_tracker_ros.models.backbones.hybrid import HybridConfig
from vl_tracker_ros.models.backbones.vit import VisionTransformer, ViTConfig
from vl_tracker_ros.models.layers.attention import Attention

torch.set_num_threads(1)


@pytest.fixture(scope='module')
def vit() -> VisionTransformer:
    torch.manual_seed(0)
    config = ViTConfig(dim=8, depth=3, heads=2, drop_path=0.0, hybrid=HybridConfig(16, 8, correlation=4))
    return VisionTransformer(config).eval()


@pytest.fixture(scope='module')
def tokens() -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(1)
    return torch.randn(2, 4, 8, generator=generator), torch.randn(2, 10, 8, generator=generator)


@pytest.mark.parametrize(('progress', 'expected'), [
    (0.0, 1.0), (0.19, 1.0), (0.2, 1.0), (0.3, 0.95606601), (0.4, 0.85), (0.6, 0.7), (1.0, 0.7)])
def test_keep_rate_falls_along_a_half_cosine(progress: float, expected: float) -> None:
    assert keep_rate(progress, 0.7, (0.2, 0.6)) == pytest.approx(expected)


@pytest.mark.parametrize(('grid', 'query', 'expected'), [
    (8, 'centre', slice(27, 28)), (7, 'centre', slice(24, 25)), (1, 'centre', slice(0, 1)),
    (3, 'template', slice(0, 9))])
def test_which_template_tokens_judge(grid: int, query: str, expected: slice) -> None:
    assert template_queries(grid, query) == expected


def test_relevance_is_the_softmax_over_all_keys_by_hand() -> None:
    queries = torch.tensor([[[[1.0, 0.0, 0.0, 0.0]], [[0.0, 0.0, 0.0, 0.0]]]])        # two heads, one query
    keys = 2 * torch.tensor([[[[0.0] * 4, [1.0, 0, 0, 0], [2.0, 0, 0, 0]], [[5.0] * 4] * 3]])
    first = torch.softmax(torch.tensor([0.0, 1.0, 2.0]), 0)[1:]
    assert torch.allclose(relevance(queries, keys, 1), ((first + 1 / 3) / 2)[None])


def test_the_attention_that_judges_is_the_one_that_acts(vit: VisionTransformer, tokens: tuple[Tensor, Tensor]) -> None:
    attention: Attention = vit.blocks[0].attn
    x = torch.cat(tokens, dim=1)
    q, k, v = attention.project(x)
    weights = torch.softmax(q @ k.transpose(2, 3) / q.shape[-1] ** 0.5, -1)
    assert torch.allclose(attention.proj((weights @ v).transpose(1, 2).flatten(2)), attention(x), atol=1e-6)
    assert torch.allclose(relevance(q[:, :, 1:2], k, 4), weights[:, :, 1, 4:].mean(1), atol=1e-6)


@torch.no_grad()
def test_what_stays_is_what_the_query_looks_at_most(vit: VisionTransformer, tokens: tuple[Tensor, Tensor]) -> None:
    block, x = vit.blocks[0], torch.cat(tokens, dim=1)
    shorter, chosen = eliminate(block, x, 4, slice(1, 2), 0.7)
    q, k, _ = block.attn.project(block.norm1(x))
    looks = relevance(q[:, :, 1:2], k, 4)
    dropped = [set(range(10)) - set(row.tolist()) for row in chosen]
    assert shorter.shape == (2, 11, 8) and chosen.shape == (2, 7)
    assert all(looks[i, list(gone)].max() < looks[i, chosen[i]].min() for i, gone in enumerate(dropped))
    whole = block(x)
    assert torch.allclose(shorter[:, :4], whole[:, :4], atol=1e-6)
    assert torch.allclose(shorter[0, 4:], whole[0, 4:][chosen[0]], atol=1e-6)


@torch.no_grad()
def test_tokens_come_back_to_their_cells_and_eliminated_ones_are_zero(
        vit: VisionTransformer, tokens: tuple[Tensor, Tensor]) -> None:
    z, x = encode(vit, *tokens, (2,), slice(1, 2), 0.7)
    whole_z, whole_x = encode(vit, *tokens, (), slice(1, 2), 0.7)
    gone = (x == 0).all(-1)
    assert gone.sum(1).tolist() == [3, 3]
    assert torch.allclose(z, whole_z, atol=1e-6) and torch.allclose(x[~gone], whole_x[~gone], atol=1e-6)


@torch.no_grad()
def test_counts_shrink_from_block_to_block(vit: VisionTransformer, tokens: tuple[Tensor, Tensor]) -> None:
    _, x = encode(vit, *tokens, (0, 1, 2), slice(1, 2), 0.7)
    assert (x != 0).any(-1).sum(1).tolist() == [4, 4]                   # 10 -> 7 -> 5 -> 4


@torch.no_grad()
def test_keeping_all_is_the_plain_transformer(vit: VisionTransformer, tokens: tuple[Tensor, Tensor]) -> None:
    z, x = encode(vit, *tokens, (0, 1), slice(1, 2), 1.0)
    assert torch.equal(torch.cat([z, x], dim=1), vit(torch.cat(tokens, dim=1)))

"""Candidate elimination: search tokens that the template's centre does not look at leave the transformer (OSTrack).

All counts are fixed by the configuration, so that the network has fixed shapes.
"""
from __future__ import annotations

import math

import torch
from torch import Tensor

from vl_tracker_ros.models.backbones.vit import VisionTransformer
from vl_tracker_ros.models.layers.attention import Block


def keep_rate(progress: float, keep: float, ramp: tuple[float, float]) -> float:
    """Share of the candidates that stays at this share of the training: 1, then a half cosine down to `keep`."""
    start, stop = ramp
    if progress < start:
        return 1.0
    if progress >= stop:
        return keep
    return keep + (1 - keep) * (1 + math.cos(math.pi * (progress - start) / (stop - start))) / 2


def template_queries(grid: int, query: str) -> slice:
    """Which of grid x grid template tokens judge: the one at the centre, on an even grid its upper left one, or all."""
    if query == 'template':
        return slice(0, grid ** 2)
    middle = (grid - 1) // 2
    centre = middle * grid + middle
    return slice(centre, centre + 1)


def relevance(queries: Tensor, keys: Tensor, num_template: int) -> Tensor:
    """Attention of the queries (B,H,Q,d) to the search keys among (B,H,M+N,d), mean over heads and queries: (B,N)."""
    scaled = queries * queries.shape[-1] ** -0.5
    attention = torch.softmax(torch.matmul(scaled, keys.transpose(2, 3)), dim=-1)
    return attention[..., num_template:].mean(dim=(1, 2))


def eliminate(block: Block, tokens: Tensor, num_template: int, queries: slice, keep: float) -> tuple[Tensor, Tensor]:
    """One block whose MLP sees only the candidates that stay: tokens (B,M+N,C) -> (B,M+K,C), indices (B,K) of N.

    The attention itself is the fused one; the rows of the judging queries are computed once more beside it.
    """
    q, k, v = block.attn.project(block.norm1(tokens))
    tokens = tokens + block.drop_path(block.attn.attend(q, k, v))
    count = math.ceil(keep * (tokens.shape[1] - num_template))
    chosen = relevance(q[:, :, queries], k, num_template).topk(count, dim=1).indices
    tokens = torch.cat([tokens[:, :num_template], _taken(tokens[:, num_template:], chosen)], dim=1)
    return tokens + block.drop_path(block.mlp(block.norm2(tokens))), chosen


def encode(vit: VisionTransformer, template: Tensor, search: Tensor, blocks: tuple[int, ...], queries: slice,
           keep: float) -> tuple[Tensor, Tensor]:
    """The ViT over template (B,M,C) and search (B,N,C) tokens, eliminating in `blocks` the share 1 - keep.

    -> both, refined, in their old order; eliminated search tokens are zero.
    """
    num_template, num_search = template.shape[1], search.shape[1]
    tokens = torch.cat([template, search], dim=1)
    cells = torch.arange(num_search, device=search.device).expand(len(search), -1)
    for index, block in enumerate(vit.blocks):
        if index in blocks and keep < 1:
            tokens, chosen = eliminate(block, tokens, num_template, queries, keep)
            cells = cells.gather(1, chosen)
        else:
            tokens = block(tokens)
    tokens = vit.norm(tokens)
    return tokens[:, :num_template], _put_back(tokens[:, num_template:], cells, num_search)


def _taken(tokens: Tensor, indices: Tensor) -> Tensor:
    return tokens.gather(1, indices[..., None].expand(-1, -1, tokens.shape[-1]))


def _put_back(tokens: Tensor, cells: Tensor, count: int) -> Tensor:
    """Tokens (B,K,C) to their cells (B,K) among `count`; zeros elsewhere."""
    if tokens.shape[1] == count:
        return tokens
    empty = tokens.new_zeros(len(tokens), count, tokens.shape[-1])
    return empty.scatter(1, cells[..., None].expand(-1, -1, tokens.shape[-1]), tokens)

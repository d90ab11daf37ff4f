"""Multi-modal alignment (MMA): what vision and language have in common is brought together before they are mixed.

Training only: its weights are no part of the exported network.
"""
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class MultiModalAlignment(nn.Module):
    """Raw patch embeddings of search and template, and the language embedding, as unit vectors of one space."""

    def __init__(self, dim: int, num_search: int, num_template: int, out_dim: int, pooling: str) -> None:
        super().__init__()
        self.pooling = pooling
        flat = pooling == 'flatten'
        self.search = nn.Linear(num_search * dim if flat else dim, out_dim)
        self.template = nn.Linear(num_template * dim if flat else dim, out_dim)
        self.language = nn.Linear(dim, out_dim)

    def forward(self, search: Tensor, template: Tensor, language: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """search (B,N,C), template (B,M,C), language (B,C) -> three of (B,out_dim), of length 1."""
        vectors = self.search(self._pooled(search)), self.template(self._pooled(template)), self.language(language)
        x, z, words = (F.normalize(vector, dim=-1) for vector in vectors)
        return x, z, words

    def _pooled(self, patches: Tensor) -> Tensor:
        return patches.flatten(1) if self.pooling == 'flatten' else patches.mean(1)


def nt_xent(a: Tensor, b: Tensor, temperature: float = 0.5) -> Tensor:
    """SimCLR's loss of pairs a_i, b_i (N,D) of length 1: each of the 2N finds its partner among the 2N - 1 others.

    Zero without pairs.
    """
    count = len(a)
    if count == 0:
        return a.sum() + b.sum()
    both = torch.cat([a, b])
    itself = torch.eye(2 * count, dtype=torch.bool, device=a.device)
    logits = (both @ both.T / temperature).masked_fill(itself, -torch.inf)
    partner = torch.arange(2 * count, device=a.device).roll(count)
    return F.cross_entropy(logits, partner)

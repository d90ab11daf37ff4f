"""Contrastive alignment (CoA): a view and its sentence are brought together before they are fused.

Training only: its weights are no part of the exported network.
"""
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ContrastiveAlignment(nn.Module):
    """Pooled visual and language tokens as unit vectors of one space, and their InfoNCE."""

    def __init__(self, visual_dim: int, text_dim: int, dim: int, temperature: float) -> None:
        super().__init__()
        self.temperature = temperature
        self.visual, self.language = nn.Linear(visual_dim, dim), nn.Linear(text_dim, dim)

    def forward(self, visual: Tensor, language: Tensor, paired: Tensor) -> Tensor:
        """visual (B,C), language (B,D); only samples that are `paired` (B,) bool count, also as negatives."""
        v = F.normalize(self.visual(visual[paired]), dim=-1)
        words = F.normalize(self.language(language[paired]), dim=-1)
        return info_nce(v, words, self.temperature)


def info_nce(a: Tensor, b: Tensor, temperature: float) -> Tensor:
    """Mean of both directions: a_i finds b_i among all b, b_i finds a_i among all a. Zero without pairs.

    a and b (N,D) are of length 1.
    """
    if len(a) == 0:
        return a.sum() + b.sum()
    logits, partner = a @ b.T / temperature, torch.arange(len(a), device=a.device)
    return (F.cross_entropy(logits, partner) + F.cross_entropy(logits.T, partner)) / 2

"""A text encoder whose tokens are projected to the width of a tracker's visual tokens."""
from __future__ import annotations

from torch import Tensor, nn

from vl_tracker_ros.models.text.clip import ClipText
from vl_tracker_ros.models.text.small import TextTransformer


class ProjectedText(nn.Module):
    """ids (B,L) int64 and mask (B,L) float -> token features (B,L,dim). The projection always learns."""

    def __init__(self, encoder: ClipText | TextTransformer, dim: int, frozen: bool) -> None:
        super().__init__()
        self.encoder = encoder.requires_grad_(not frozen)
        self.proj = nn.Linear(encoder.width, dim)
        nn.init.trunc_normal_(self.proj.weight, std=0.02)
        nn.init.zeros_(self.proj.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.proj(self.encoder(ids, mask))

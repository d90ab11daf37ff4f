"""MVLM's text encoder: CLIP's tokens, all of them, projected to the width of the visual tokens."""
from __future__ import annotations

from torch import Tensor, nn

from vl_tracker_ros.models.text.clip import ClipText, ClipTextConfig


class ProjectedClip(nn.Module):
    """ids (B,L) int64 and mask (B,L) float -> token features (B,L,dim). CLIP is frozen, the projection learns."""

    def __init__(self, config: ClipTextConfig, dim: int) -> None:
        super().__init__()
        self.clip = ClipText(config).requires_grad_(False)
        self.proj = nn.Linear(self.clip.width, dim)
        nn.init.trunc_normal_(self.proj.weight, std=0.02)
        nn.init.zeros_(self.proj.bias)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.proj(self.clip(ids, mask))

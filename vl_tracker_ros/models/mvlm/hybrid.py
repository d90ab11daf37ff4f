"""MVLM's small encoder: the tiny family's backbone in place of the pyramid, and a few joint blocks."""
from __future__ import annotations

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.backbones.hybrid import HybridBackbone
from vl_tracker_ros.models.layers.attention import Block, masked_mean
from vl_tracker_ros.models.mvlm.config import MVLMConfig
from vl_tracker_ros.models.mvlm.joint import JointTokens


class HybridEncoder(nn.Module):
    """Shared backbone, language modulation, joint blocks; token order: search, text, templates."""

    def __init__(self, config: MVLMConfig) -> None:
        super().__init__()
        dim = config.dim
        self.backbone = HybridBackbone(config.hybrid)
        self.pos_search = nn.Parameter(torch.randn(1, config.grid ** 2, dim) * 0.02)
        self.pos_template = self.modulation = None
        if config.num_templates:
            count = (config.template_size // 16) ** 2
            self.pos_template = nn.Parameter(torch.randn(1, config.num_templates, count, dim) * 0.02)
        self.text_proj = nn.Linear(dim, dim)
        if config.language_modulation:
            self.modulation = nn.Linear(dim, 2 * dim)
            nn.init.zeros_(self.modulation.weight)
            nn.init.zeros_(self.modulation.bias)
        self.blocks = nn.ModuleList(Block(dim, config.heads, depth=config.depth) for _ in range(config.depth))
        self.norm = nn.LayerNorm(dim)

    def forward(self, search: Tensor, text: Tensor, text_mask: Tensor | None = None, template: Tensor | None = None,
                template_mask: Tensor | None = None) -> JointTokens:
        """search (B,3,S,S), text (B,L,C), text_mask (B,L), template (B,T,3,Z,Z), template_mask (B,T); none = ones."""
        if text_mask is None:
            text_mask = torch.ones_like(text[..., 0])
        sentence = masked_mean(text, text_mask)
        x_map, z_maps = self.backbone(search, template, template_mask, sentence)
        x = self._modulate(_tokens(x_map), sentence) + self.pos_search
        words = self.text_proj(text)
        parts, masks = [words], [torch.ones_like(x[..., 0]), text_mask]
        if z_maps is not None:
            if template_mask is None:
                template_mask = torch.ones_like(template[:, :, 0, 0, 0])
            parts.append((_tokens(z_maps) + self.pos_template).flatten(1, 2))
            masks.append(template_mask.repeat_interleave(self.pos_template.shape[2], dim=1))
        return self._joint(x, parts, masks)

    def _modulate(self, x: Tensor, sentence: Tensor) -> Tensor:
        if self.modulation is None:
            return x
        scale, shift = self.modulation(sentence)[:, None].chunk(2, dim=-1)
        return x * (1 + scale) + shift

    def _joint(self, x: Tensor, parts: list[Tensor], masks: list[Tensor]) -> JointTokens:
        joint = torch.cat([x, *(part.to(x.dtype) for part in parts)], dim=1)
        mask = torch.cat([m.to(x.dtype) for m in masks], dim=1)
        for block in self.blocks:
            joint = block(joint, mask > 0.5)
        x, text, *template = self.norm(joint).split([part.shape[1] for part in (x, *parts)], dim=1)
        return JointTokens(x, x, text, parts[0], *template)


def _tokens(maps: Tensor) -> Tensor:
    """(...,C,h,w) -> (...,h*w,C)"""
    return maps.flatten(-2).transpose(-2, -1)

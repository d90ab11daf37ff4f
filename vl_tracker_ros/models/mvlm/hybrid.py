"""MVLM's small encoder: a convolutional stem in place of the pyramid, two helpers, and a few joint blocks."""
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vl_tracker_ros.models.layers.attention import Block, masked_mean
from vl_tracker_ros.models.layers.conv import ConvStem, conv_bn_relu
from vl_tracker_ros.models.mvlm.config import MVLMConfig
from vl_tracker_ros.models.mvlm.joint import JointTokens


class CorrelationPrior(nn.Module):
    """Cosine of every search position with each of the template's middle 7x7 positions, on the token grid."""

    _SIDE = 7

    def __init__(self, channels: int, dim: int) -> None:
        super().__init__()
        self.project = nn.Conv2d(channels, channels, 1)
        self.merge = nn.Sequential(nn.BatchNorm2d(self._SIDE ** 2), conv_bn_relu(self._SIDE ** 2, channels, stride=2),
                                   nn.Conv2d(channels, dim, 1))

    def forward(self, search: Tensor, template: Tensor) -> Tensor:
        """search (B,C,H,W), template (B,C,Hz,Wz) -> (B,dim,H/2,W/2)."""
        start = (template.shape[-1] - self._SIDE) // 2
        stop = start + self._SIDE
        kernel = F.normalize(self.project(template)[..., start:stop, start:stop].flatten(2), dim=1)
        query = F.normalize(self.project(search).flatten(2), dim=1)
        maps = torch.matmul(kernel.transpose(1, 2), query)
        return self.merge(maps.unflatten(2, search.shape[-2:]))


class HybridEncoder(nn.Module):
    """Stem, correlation prior, language modulation, joint blocks; token order: search, text, templates."""

    def __init__(self, config: MVLMConfig) -> None:
        super().__init__()
        dim = config.dim
        self.stem = ConvStem(config.stem_channels)
        self.patch = nn.Conv2d(config.stem_channels, dim, 3, stride=2, padding=1)
        self.pos_search = nn.Parameter(torch.randn(1, config.grid ** 2, dim) * 0.02)
        self.pos_template = self.prior = self.modulation = None
        if config.num_templates:
            count = (config.template_size // 16) ** 2
            self.pos_template = nn.Parameter(torch.randn(1, config.num_templates, count, dim) * 0.02)
        self.text_proj = nn.Linear(dim, dim)
        if config.num_templates and config.correlation_prior:
            self.prior = CorrelationPrior(config.stem_channels, dim)
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
        features = self.stem(search)
        x = self.patch(features).flatten(2).transpose(1, 2)
        x = self._modulate(x, masked_mean(text, text_mask)) + self.pos_search
        words = self.text_proj(text)
        parts, masks = [words], [torch.ones_like(x[..., 0]), text_mask]
        if template is not None:
            if template_mask is None:
                template_mask = torch.ones_like(template[:, :, 0, 0, 0])
            z_features = self.stem(template.flatten(0, 1))
            x = x + self._match(features, z_features, template_mask)
            parts.append(self._template_tokens(z_features, template.shape[1]))
            masks.append(template_mask.repeat_interleave(self.pos_template.shape[2], dim=1))
        return self._joint(x, parts, masks)

    def _modulate(self, x: Tensor, sentence: Tensor) -> Tensor:
        if self.modulation is None:
            return x
        scale, shift = self.modulation(sentence)[:, None].chunk(2, dim=-1)
        return x * (1 + scale) + shift

    def _match(self, features: Tensor, z_features: Tensor, template_mask: Tensor) -> Tensor | float:
        """Correlation with the first template, which is the target's own; zero where it is not given."""
        if self.prior is None:
            return 0.0
        first = z_features.unflatten(0, (features.shape[0], -1))[:, 0]
        prior = self.prior(features, first).flatten(2).transpose(1, 2)
        return prior * template_mask[:, :1, None].to(prior.dtype)

    def _template_tokens(self, z_features: Tensor, num_templates: int) -> Tensor:
        z = self.patch(z_features).flatten(2).transpose(1, 2)
        return (z.unflatten(0, (-1, num_templates)) + self.pos_template).flatten(1, 2)

    def _joint(self, x: Tensor, parts: list[Tensor], masks: list[Tensor]) -> JointTokens:
        joint = torch.cat([x, *(part.to(x.dtype) for part in parts)], dim=1)
        mask = torch.cat([m.to(x.dtype) for m in masks], dim=1)
        for block in self.blocks:
            joint = block(joint, mask > 0.5)
        x, text, *template = self.norm(joint).split([part.shape[1] for part in (x, *parts)], dim=1)
        return JointTokens(x, x, text, parts[0], *template)

"""MVLM: image, template and text tokens in one transformer, a CENTER head, and a vision-language correlation map."""
from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.models.base import IMAGENET_MEAN, IMAGENET_STD, TrackerModel, TrackerOutput
from vl_tracker_ros.models.layers.attention import Block, cosine_map, masked_mean
from vl_tracker_ros.models.layers.center_head import CenterHead, decode_boxes
from vl_tracker_ros.models.layers.conv import ConvStem, conv_bn_relu
from vl_tracker_ros.models.mvlm.config import MVLMConfig
from vl_tracker_ros.models.mvlm.losses import mvlm_loss
from vl_tracker_ros.models.text.small import TextTransformer


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


class MVLMTracker(nn.Module):
    """One frame of MVLM as in docs/architecture.md ('The network contract')."""

    def __init__(self, config: MVLMConfig) -> None:
        super().__init__()
        self.config, dim = config, config.dim
        grid, template_grid = config.grid, config.template_size // 16
        self.stem = ConvStem(config.stem_channels)
        self.patch = nn.Conv2d(config.stem_channels, dim, 3, stride=2, padding=1)
        self.pos_search = nn.Parameter(torch.randn(1, grid ** 2, dim) * 0.02)
        self.pos_template = nn.Parameter(torch.randn(1, config.num_templates, template_grid ** 2, dim) * 0.02)
        self.text_proj = nn.Linear(dim, dim)
        self.prior = CorrelationPrior(config.stem_channels, dim) if config.correlation_prior else None
        self.modulation = nn.Linear(dim, 2 * dim) if config.language_modulation else None
        if self.modulation is not None:
            nn.init.zeros_(self.modulation.weight)
            nn.init.zeros_(self.modulation.bias)
        self.blocks = nn.ModuleList(Block(dim, config.heads, depth=config.depth) for _ in range(config.depth))
        self.norm = nn.LayerNorm(dim)
        self.align_search, self.align_anchor = _alignment(config), _alignment(config)
        self.head = CenterHead(dim, config.head_channels)

    def forward(self, search: Tensor, template: Tensor, template_mask: Tensor, text: Tensor,
                text_mask: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The network contract: boxes (B,N,4), scores (B,N), correlation (B,h,w)."""
        out = self.track(search, text, text_mask, template, template_mask)
        return out.boxes, torch.sigmoid(out.score_logits).flatten(1), out.correlation

    def track(self, search: Tensor, text: Tensor, text_mask: Tensor, template: Tensor | None = None,
              template_mask: Tensor | None = None) -> TrackerOutput:
        """As forward, with logits. No template gives the same as a zero mask, without the work of its branch."""
        features = self.stem(search)
        x = self.patch(features).flatten(2).transpose(1, 2)
        x = self._modulate(x, masked_mean(text, text_mask)) + self.pos_search
        masks = [torch.ones_like(x[..., 0]), text_mask]
        tokens = [self.text_proj(text)]
        if template is not None:
            z_features = self.stem(template.flatten(0, 1))
            x = x + self._match(features, z_features, template_mask)
            tokens.append(self._template_tokens(z_features, template.shape[1]))
            masks.append(template_mask.repeat_interleave(self.pos_template.shape[2], dim=1))
        return self._joint(x, tokens, masks)

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

    def _joint(self, x: Tensor, tokens: list[Tensor], masks: list[Tensor]) -> TrackerOutput:
        count, grid = x.shape[1], self.config.grid
        joint = torch.cat([x, *(t.to(x.dtype) for t in tokens)], dim=1)
        mask = torch.cat([m.to(x.dtype) for m in masks], dim=1)
        for block in self.blocks:
            joint = block(joint, mask > 0.5)
        joint = self.norm(joint)
        x, text = joint[:, :count], joint[:, count:count + self.config.text_length]
        score, offset, size = self.head(x.transpose(1, 2).unflatten(2, (grid, grid)))
        anchor = self.align_anchor(self._anchor(text, joint, masks, count))
        correlation = cosine_map(self.align_search(x), anchor).unflatten(1, (grid, grid))
        return TrackerOutput(score[:, 0], decode_boxes(offset, size), correlation)

    def _anchor(self, text: Tensor, joint: Tensor, masks: list[Tensor], count: int) -> Tensor:
        """What the search tokens are compared with: the refined text; without language, the refined template."""
        text_mask = masks[1]
        anchor = masked_mean(text, text_mask)
        if len(masks) == 2:
            return anchor
        template = masked_mean(joint[:, count + text.shape[1]:], masks[2])
        has_text = text_mask[:, :1].to(anchor.dtype)
        return anchor * has_text + template * (1 - has_text)


def _alignment(config: MVLMConfig) -> nn.Module:
    """Projection of what is correlated, identity at first.

    Without weights of its own L_CM drowns in the gradients of the head.
    """
    if not config.correlation_projection:
        return nn.Identity()
    layer = nn.Linear(config.dim, config.dim, bias=False)
    nn.init.eye_(layer.weight)
    return layer


class MVLM(TrackerModel):
    """The tracker and its text encoder."""

    def __init__(self, config: MVLMConfig) -> None:
        super().__init__()
        self.config = config
        self.text = TextTransformer(config.text_vocabulary, config.text_length, config.dim, config.text_depth,
                                    config.heads)
        self.tracker = MVLMTracker(config)

    @property
    def spec(self) -> NetworkSpec:
        config = self.config
        return NetworkSpec(config.search_size, config.template_size, config.num_templates, config.text_length, config.dim,
                           text_groups=[], state_shape=[], mean=list(IMAGENET_MEAN), std=list(IMAGENET_STD),
                           inputs=['search', 'template', 'template_mask', 'text', 'text_mask'],
                           outputs=['boxes', 'scores', 'correlation'])

    def loss(self, out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor) -> dict[str, Tensor]:
        return mvlm_loss(out, boxes_cxcywh, present, self.config)

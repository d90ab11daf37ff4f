"""The shared backbone with a CENTER head and nothing else: how it is pretrained, and what it reaches on its own."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.models.backbones.hybrid import STRIDE, HybridBackbone, HybridConfig
from vl_tracker_ros.models.base import TrackerModel, TrackerOutput, vision_only_spec
from vl_tracker_ros.models.layers.attention import cosine_map
from vl_tracker_ros.models.layers.center_head import CenterHead, decode_boxes
from vl_tracker_ros.models.layers.losses import box_losses, focal_loss, gaussian_heatmap


@dataclass(frozen=True)
class SiameseConfig:
    """search_size, template_size in pixels, multiples of 16."""

    backbone: HybridConfig = HybridConfig()
    search_size: int = 224
    template_size: int = 112
    head_channels: int = 64


VARIANTS = {
    'siamese_tiny': SiameseConfig(),
    'siamese_tiny_160': SiameseConfig(search_size=160, template_size=80),   # the same weights, half the work
}


class SiameseTracker(nn.Module):
    """One frame of the network contract (docs/architecture.md)."""

    def __init__(self, config: SiameseConfig) -> None:
        super().__init__()
        self.backbone = HybridBackbone(config.backbone)
        self.head = CenterHead(config.backbone.dim, config.head_channels)

    def forward(self, search: Tensor, template: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The network contract: boxes (B,N,4), scores (B,N), correlation (B,h,w)."""
        out = self.track(search, template)
        return out.boxes, torch.sigmoid(out.score_logits).flatten(1), out.correlation

    def track(self, search: Tensor, template: Tensor) -> TrackerOutput:
        """search (B,3,S,S), template (B,1,3,Z,Z)."""
        x, z = self.backbone(search, template)
        score, offset, size = self.head(x)
        edge = z.shape[-1] // 4                                     # the target has the middle half of its crop
        target = z[:, 0, :, edge:-edge, edge:-edge].mean((2, 3))
        correlation = cosine_map(x.flatten(2).transpose(1, 2), target).unflatten(1, x.shape[-2:])
        return TrackerOutput(score[:, 0], decode_boxes(offset, size), correlation)


class Siamese(TrackerModel):
    """The tracker; it takes no words."""

    def __init__(self, config: SiameseConfig) -> None:
        super().__init__()
        self.config, self.text = config, None
        self.tracker = SiameseTracker(config)

    @property
    def spec(self) -> NetworkSpec:
        return vision_only_spec(self.config.search_size, self.config.template_size)

    def loss(self, out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor) -> dict[str, Tensor]:
        """focal + 5 L1 + 2 GIoU, as the papers' CENTER heads are trained."""
        heatmap = gaussian_heatmap(boxes_cxcywh, present, self.config.search_size // STRIDE)
        focal = focal_loss(out.score_logits, heatmap)
        l1, giou = box_losses(out.boxes, boxes_cxcywh, heatmap)
        return {'loss': focal + 5 * l1 + 2 * giou, 'focal': focal, 'l1': l1, 'giou': giou}

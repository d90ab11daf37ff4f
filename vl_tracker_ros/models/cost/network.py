"""COST: template and search view in a visual transformer, words joined in one stage, a box for every cell."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.models.backbones.hybrid import HybridBackbone
from vl_tracker_ros.models.backbones.resnet import OUT_CHANNELS, ResNet50
from vl_tracker_ros.models.base import IMAGENET_MEAN, IMAGENET_STD, TrackerModel, TrackerOutput
from vl_tracker_ros.models.cost.alignment import ContrastiveAlignment
from vl_tracker_ros.models.cost.cells import cell_line, region_means
from vl_tracker_ros.models.cost.config import NECK_KERNEL, COSTConfig
from vl_tracker_ros.models.cost.fusion import Fused, ProductFusion, VisualLinguisticTransformer
from vl_tracker_ros.models.cost.heads import ObjectContext, TrackingHead
from vl_tracker_ros.models.cost.losses import tracking_losses, weighted_sum
from vl_tracker_ros.models.cost.visual import VisualTransformer
from vl_tracker_ros.models.layers.attention import cosine_map, masked_mean
from vl_tracker_ros.models.text.bert import BertText
from vl_tracker_ros.models.text.small import TextTransformer


@dataclass
class COSTOutput(TrackerOutput):
    """With region_correlation (B,N), and what CoA aligns: the view (B,C), the sentence (B,D), has_words (B,) bool."""

    region_correlation: Tensor
    view: Tensor
    sentence: Tensor
    has_words: Tensor


class COSTTracker(nn.Module):
    """One frame of COST as in docs/architecture.md ('The network contract')."""

    def __init__(self, config: COSTConfig) -> None:
        super().__init__()
        self.grid, dim = (config.grid, config.grid), config.dim
        self.backbone = HybridBackbone(config.hybrid) if config.hybrid else ResNet50(config.dilation)
        self.input_proj = nn.Conv2d(config.hybrid.dim if config.hybrid else OUT_CHANNELS, dim, 1)
        self.visual = VisualTransformer(config)
        self.neck = nn.Conv2d(dim, dim, NECK_KERNEL, dilation=config.neck_dilation)
        self.text_proj = nn.Linear(config.text_dim, dim)
        self.fusion = VisualLinguisticTransformer(config) if config.homogeneous_fusion else ProductFusion()
        self.context = ObjectContext(dim) if config.obj_token else None
        line = cell_line(config.features, config.grid)
        self.head = TrackingHead(dim, line, config.box_prior)
        self.register_buffer('line', line, persistent=False)

    def forward(self, search: Tensor, template: Tensor, text: Tensor,
                text_mask: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The network contract: boxes (B,N,4), scores (B,N), correlation (B,h,w), region_correlation (B,N)."""
        out = self.track(search, template, text, text_mask)
        return out.boxes, torch.sigmoid(out.score_logits).flatten(1), out.correlation, out.region_correlation

    def track(self, search: Tensor, template: Tensor, text: Tensor, text_mask: Tensor) -> COSTOutput:
        """As forward, with logits and with what the alignment needs."""
        x, z = self.visual(*self._features(search, template))
        features = round(x.shape[1] ** 0.5)
        visual = self._tokens(self.neck(x.transpose(1, 2).unflatten(2, (features, features))))
        fused = self.fusion(visual, self.text_proj(text), text_mask)
        logits, boxes = self.head(fused.visual if self.context is None else self.context(fused.visual, fused.obj))
        has_words = text_mask.amax(1) > 0.5
        correlation = cosine_map(fused.visual, _anchor(fused, z, text_mask, has_words))
        return COSTOutput(logits.unflatten(1, self.grid), boxes, correlation.unflatten(1, self.grid),
                          region_means(self.line, boxes, correlation),
                          visual.mean(1), masked_mean(text, text_mask), has_words)

    def _features(self, search: Tensor, template: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens of the search view (B,N,C) and of the template (B,M,C)."""
        if isinstance(self.backbone, HybridBackbone):
            x, templates = self.backbone(search, template)
            z = templates[:, 0]
        else:
            x, z = self.backbone(search), self.backbone(template[:, 0])
        return self._tokens(self.input_proj(x)), self._tokens(self.input_proj(z))

    @staticmethod
    def _tokens(feature_map: Tensor) -> Tensor:
        return feature_map.flatten(2).transpose(1, 2)


def _anchor(fused: Fused, template: Tensor, text_mask: Tensor, has_words: Tensor) -> Tensor:
    """What visual tokens are compared with (B,C): the mean of the fused words; without language, of the template."""
    return torch.where(has_words[:, None], masked_mean(fused.words, text_mask), template.mean(1))


class COST(TrackerModel):
    """The tracker, its text encoder, and the alignment that trains them."""

    backbone_names = ('tracker.backbone.', 'text.')

    def __init__(self, config: COSTConfig) -> None:
        super().__init__()
        self.config = config
        self.text: nn.Module = (
            TextTransformer(config.small_text) if config.bert is None else BertText(config.bert))
        self.text.requires_grad_(not config.freeze_text)
        self.tracker = COSTTracker(config)
        self.alignment = (ContrastiveAlignment(config.dim, config.text_dim, config.alignment_dim, config.temperature)
                          if config.contrastive_alignment else None)

    @property
    def spec(self) -> NetworkSpec:
        config = self.config
        return NetworkSpec(config.search_size, config.template_size, 1, config.text_length, config.text_dim,
                           text_groups=[], state_shape=[], mean=list(IMAGENET_MEAN), std=list(IMAGENET_STD),
                           inputs=['search', 'template', 'text', 'text_mask'],
                           outputs=['boxes', 'scores', 'correlation', 'region_correlation'])

    def loss(self, out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor) -> dict[str, Tensor]:
        assert isinstance(out, COSTOutput)
        terms = tracking_losses(out, boxes_cxcywh, present, self.tracker.line, self.config)
        if self.alignment is not None:
            terms['alignment'] = self.alignment(out.view, out.sentence, present & out.has_words)
        return weighted_sum(terms, self.config)

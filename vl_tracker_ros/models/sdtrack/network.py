"""SDTrack: a joint encoder of template and search view, query selection, and a spatially decoupled decoder."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.models.backbones.vit import PATCH, VisionTransformer, position_table
from vl_tracker_ros.models.base import TrackerModel, TrackerOutput, vision_only_spec
from vl_tracker_ros.models.layers.attention import cosine_map
from vl_tracker_ros.models.sdtrack.config import SDTrackConfig
from vl_tracker_ros.models.sdtrack.decoder import Decoder
from vl_tracker_ros.models.sdtrack.heads import Prediction, PredictionHeads
from vl_tracker_ros.models.sdtrack.losses import sdtrack_loss
from vl_tracker_ros.models.sdtrack.query_selection import QuerySelection, TokenQueries


@dataclass
class SDTrackOutput(TrackerOutput):
    """Also what each stage says, for the losses: the mini-detector (None without query selection), then the layers."""

    detected: Prediction | None
    layers: list[Prediction]


class SDTrackNetwork(nn.Module):
    """One frame of SDTrack as in docs/architecture.md ('The network contract')."""

    def __init__(self, config: SDTrackConfig) -> None:
        super().__init__()
        self.grid, self.template_grid = config.grid, config.template_size // PATCH
        self.backbone = VisionTransformer(config.vit)
        self.pos_search = position_table(self.grid ** 2, config.vit.dim)
        self.pos_template = position_table(self.template_grid ** 2, config.vit.dim)
        self.project = nn.Linear(config.vit.dim, config.dim)
        self.selection = QuerySelection(config) if config.query_selection else TokenQueries(config)
        self.decoder = Decoder(config)
        self.heads = PredictionHeads(config.dim)

    def forward(self, search: Tensor, template: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """The network contract: boxes (B,N,4), scores (B,N), correlation (B,h,w)."""
        out = self.track(search, template)
        return out.boxes, torch.sigmoid(out.score_logits).flatten(1), out.correlation

    def track(self, search: Tensor, template: Tensor) -> SDTrackOutput:
        """search (B,3,S,S), template (B,1,3,Z,Z)."""
        template_tokens, search_tokens = self._encode(search, template)
        tokens = self.project(search_tokens)
        queries = self.selection(self._as_map(tokens), self.heads)
        layers = self.decoder(queries, tokens, self.heads)
        correlation = cosine_map(search_tokens, self._target(template_tokens))
        return SDTrackOutput(layers[-1].logits.unflatten(1, (self.grid, self.grid)), layers[-1].boxes,
                             correlation.unflatten(1, (self.grid, self.grid)), queries.detected, layers)

    def _encode(self, search: Tensor, template: Tensor) -> tuple[Tensor, Tensor]:
        """Template and search tokens after joint self-attention (eqs. 1, 2)."""
        x, z = self.backbone.embed(search, template)
        x, z = x + self.pos_search, z[:, 0] + self.pos_template
        joint = self.backbone(torch.cat([z, x], dim=1))
        return joint[:, :z.shape[1]], joint[:, z.shape[1]:]

    def _as_map(self, tokens: Tensor) -> Tensor:
        return tokens.transpose(1, 2).unflatten(2, (self.grid, self.grid))

    def _target(self, template_tokens: Tensor) -> Tensor:
        """Mean over the middle of the template, which its crop gives to the target. -> (B,C)"""
        side, edge = self.template_grid, self.template_grid // 4
        return template_tokens.unflatten(1, (side, side))[:, edge:side - edge, edge:side - edge].mean((1, 2))


class SDTrack(TrackerModel):
    """The tracker; it takes no words."""

    backbone_names = ('tracker.backbone.', 'tracker.pos_')

    def __init__(self, config: SDTrackConfig) -> None:
        super().__init__()
        self.config = config
        self.text = None
        self.tracker = SDTrackNetwork(config)

    @property
    def spec(self) -> NetworkSpec:
        return vision_only_spec(self.config.search_size, self.config.template_size)

    def loss(self, out: SDTrackOutput, boxes_cxcywh: Tensor, present: Tensor) -> dict[str, Tensor]:
        return sdtrack_loss(out.detected, out.layers, boxes_cxcywh, present, self.config)

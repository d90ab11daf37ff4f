"""ATSTrack: templates, search view and the last frame's T_VL in one ViT; language modulated by what it speaks of."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.language.phrases import ATTRIBUTES
from vl_tracker_ros.models.atstrack.config import ATSTrackConfig
from vl_tracker_ros.models.atstrack.losses import atstrack_loss
from vl_tracker_ros.models.atstrack.modulation import FineGrainedModulation
from vl_tracker_ros.models.atstrack.phrase_encoder import PhraseEncoder
from vl_tracker_ros.models.atstrack.unroll import unrolled
from vl_tracker_ros.models.backbones.vit import PATCH, VisionTransformer, position_table
from vl_tracker_ros.models.base import IMAGENET_MEAN, IMAGENET_STD, TrackerModel, TrackerOutput
from vl_tracker_ros.models.layers.attention import cosine_map, masked_mean
from vl_tracker_ros.models.layers.center_head import CenterHead, decode_boxes


@dataclass
class ATSTrackOutput(TrackerOutput):
    """next_state (B,1,C) is T_VL, the one token that the next frame is given."""

    next_state: Tensor


class ATSTrackTracker(nn.Module):
    """One frame of ATSTrack as in docs/architecture.md ('The network contract')."""

    def __init__(self, config: ATSTrackConfig) -> None:
        super().__init__()
        self.config, dim = config, config.vit.dim
        self.backbone = VisionTransformer(config.vit)
        self.class_token = position_table(1, dim)
        self.pos_search = position_table(config.grid ** 2, dim)
        self.pos_template = position_table((config.template_size // PATCH) ** 2, dim)
        self.template_order = nn.Parameter(torch.zeros(1, config.num_templates, 1, dim))    # oldest to latest
        self.first_vl_token = position_table(1, dim) if config.vl_token else None
        self.text_proj = nn.Linear(config.text.width, dim)
        self.modulation = FineGrainedModulation(
            config.attributes, dim, config.modulation_heads, vfm=config.vfm, lfa=config.lfa,
            sharpness=config.lfa_sharpness, variance_weight=config.lfa_variance_weight)
        if config.vl_token or config.head_weighting:
            self.no_language = position_table(1, dim)       # T_lang when every phrase is absent
            self.vl_proj = nn.Linear(2 * dim, dim)
        self.head = CenterHead(dim, config.head_channels)

    def forward(self, search: Tensor, template: Tensor, text: Tensor, text_mask: Tensor,
                state: Tensor | None = None) -> tuple[Tensor, ...]:
        """The network contract: boxes (B,N,4), scores (B,N), correlation (B,h,w); with vl_token next_state (B,1,C)."""
        out = self.track(search, template, text, text_mask, state)
        frame = out.boxes, torch.sigmoid(out.score_logits).flatten(1), out.correlation
        return (*frame, out.next_state) if self.config.vl_token else frame

    def track(self, search: Tensor, template: Tensor, text: Tensor, text_mask: Tensor,
              state: Tensor | None = None) -> ATSTrackOutput | TrackerOutput:
        """As forward, with logits; template (B,T,3,Z,Z), the latest last; zeros in state mean the first frame."""
        class_token, templates, x = self._see(search, template, state)
        language, has_language = self._read(text, text_mask, templates, x)
        anchor = torch.where(has_language, language, templates[:, -1].mean(1))
        correlation = cosine_map(x, anchor).unflatten(1, (self.config.grid, self.config.grid))
        if not (self.config.vl_token or self.config.head_weighting):
            return TrackerOutput(*self._propose(x), correlation)
        language = torch.where(has_language, language, self.no_language[:, 0])
        vl_token = self.vl_proj(torch.cat([class_token, language], dim=-1))[:, None]
        frame = *self._propose(weighted(x, vl_token) if self.config.head_weighting else x), correlation
        return ATSTrackOutput(*frame, vl_token) if self.config.vl_token else TrackerOutput(*frame)

    def _see(self, search: Tensor, template: Tensor, state: Tensor | None) -> tuple[Tensor, Tensor, Tensor]:
        """The ViT over all tokens -> class token T_vi (B,C), template tokens (B,T,Nz,C), search tokens (B,N,C)."""
        x, z = self.backbone.embed(search, template)
        x, z = x + self.pos_search, z + self.pos_template[:, None] + self.template_order
        own = [self.class_token.expand(len(search), -1, -1)]
        if self.first_vl_token is not None:
            own.append(self.first_vl_token + state)
        joint = self.backbone(torch.cat([*own, z.flatten(1, 2), x], dim=1))
        _, z_tokens, x_tokens = joint.split([len(own), z.shape[1] * z.shape[2], x.shape[1]], dim=1)
        return joint[:, 0], z_tokens.unflatten(1, z.shape[1:3]), x_tokens

    def _read(self, text: Tensor, text_mask: Tensor, templates: Tensor, search: Tensor) -> tuple[Tensor, Tensor]:
        """T_lang (B,C), the mean of the modulated words, zeros without language; whether there is any, (B,1) bool."""
        shape, wanted = (len(ATTRIBUTES), self.config.phrase_length), self.config.attributes
        tokens = dict(zip(ATTRIBUTES, self.text_proj(text).unflatten(1, shape).unbind(1)))
        masks = dict(zip(ATTRIBUTES, text_mask.unflatten(1, shape).unbind(1)))
        modulated = self.modulation({name: tokens[name] for name in wanted}, masks, templates, search)
        mask = torch.cat([masks[name] for name in wanted], dim=1)
        language = masked_mean(torch.cat([modulated[name] for name in wanted], dim=1), mask)
        return language, mask.amax(1, keepdim=True) > 0.5

    def _propose(self, x: Tensor) -> tuple[Tensor, Tensor]:
        grid = self.config.grid
        score, offset, size = self.head(x.transpose(1, 2).unflatten(2, (grid, grid)))
        return score[:, 0], decode_boxes(offset, size)


def weighted(tokens: Tensor, vl_token: Tensor) -> Tensor:
    """x (1 + x.T_VL / sqrt(C)) for each token x (B,N,C), T_VL (B,1,C).

    ODTrack multiplies by the product alone; with the 1 the tokens still say something before T_VL does.
    """
    return tokens * (1 + torch.matmul(tokens, vl_token.transpose(1, 2)) / tokens.shape[-1] ** 0.5)


class ATSTrack(TrackerModel):
    """The tracker and its text encoder."""

    backbone_names = ('tracker.backbone.', 'tracker.pos_', 'tracker.class_token')

    def __init__(self, config: ATSTrackConfig) -> None:
        super().__init__()
        self.config = config
        self.text = PhraseEncoder(config.text, len(ATTRIBUTES), config.phrase_length)
        self.text.requires_grad_(not config.freeze_text)
        self.tracker = ATSTrackTracker(config)

    @property
    def spec(self) -> NetworkSpec:
        config, memory = self.config, self.config.vl_token
        return NetworkSpec(config.search_size, config.template_size, config.num_templates,
                           config.phrase_length * len(ATTRIBUTES), config.text.width, text_groups=list(ATTRIBUTES),
                           state_shape=[1, config.vit.dim] if memory else [],
                           mean=list(IMAGENET_MEAN), std=list(IMAGENET_STD),
                           inputs=['search', 'template', 'text', 'text_mask', *(['state'] if memory else [])],
                           outputs=['boxes', 'scores', 'correlation', *(['next_state'] if memory else [])])

    def predict(self, inputs: dict[str, Tensor]) -> TrackerOutput:
        """As everywhere; with vl_token over two frames, of which the second is given (see `unroll.py`)."""
        return unrolled(self.tracker, inputs) if self.config.vl_token else super().predict(inputs)

    def loss(self, out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor) -> dict[str, Tensor]:
        return atstrack_loss(out, boxes_cxcywh, present)

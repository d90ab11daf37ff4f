"""MVLM: a joint encoder of image and text tokens, a CENTER head, and the correlation of image and words."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.models.backbones.hybrid import words_alone
from vl_tracker_ros.models.base import IMAGENET_MEAN, IMAGENET_STD, TrackerModel, TrackerOutput
from vl_tracker_ros.models.layers.attention import cosine_map, masked_mean
from vl_tracker_ros.models.layers.center_head import CenterHead, decode_boxes
from vl_tracker_ros.models.mvlm.config import MVLMConfig
from vl_tracker_ros.models.mvlm.hybrid import HybridEncoder
from vl_tracker_ros.models.mvlm.joint import JointTokens
from vl_tracker_ros.models.mvlm.losses import mvlm_loss
from vl_tracker_ros.models.mvlm.pyramid import PyramidEncoder
from vl_tracker_ros.models.mvlm.region import region_correlation
from vl_tracker_ros.models.mvlm.word_score import WordScore
from vl_tracker_ros.models.text.clip import ClipText
from vl_tracker_ros.models.text.projected import ProjectedText
from vl_tracker_ros.models.text.small import TextTransformer


@dataclass
class MVLMOutput(TrackerOutput):
    """And region_correlation (B,h*w), where the configuration scores regions otherwise than by the map's mean."""

    region_correlation: Tensor | None = None


class MVLMTracker(nn.Module):
    """One frame of MVLM as in docs/architecture.md ('The network contract')."""

    def __init__(self, config: MVLMConfig) -> None:
        super().__init__()
        self.config = config
        self.encoder = HybridEncoder(config) if config.backbone == 'hybrid' else PyramidEncoder(config)
        self.align_search, self.align_anchor = _alignment(config), _alignment(config)
        self.head = CenterHead(config.dim, config.head_channels, conv_bias=config.head_conv_bias)
        self.word_score = WordScore(config.dim, config.head_channels) if config.hybrid.word_filters else None

    @property
    def inputs(self) -> list[str]:
        """Names of what `forward` takes."""
        config = self.config
        given = {'search': True, 'template': config.num_templates > 0,
                 'template_mask': config.num_templates > 0 and config.optional_template,
                 'text': True, 'text_mask': config.mask_padding}
        return [name for name, is_given in given.items() if is_given]

    @property
    def outputs(self) -> list[str]:
        """Names of what `forward` gives."""
        return ['boxes', 'scores', 'correlation', *(['region_correlation'] if self.config.scores_regions else [])]

    def forward(self, *tensors: Tensor, **named: Tensor) -> tuple[Tensor, ...]:
        """The network contract: takes the tensors of `inputs`, in order or by name, and gives those of `outputs`."""
        out = self.track(**(named or dict(zip(self.inputs, tensors, strict=True))))
        found = out.boxes, torch.sigmoid(out.score_logits).flatten(1), out.correlation
        return found if out.region_correlation is None else (*found, out.region_correlation)

    def track(self, search: Tensor, text: Tensor, text_mask: Tensor | None = None, template: Tensor | None = None,
              template_mask: Tensor | None = None) -> MVLMOutput:
        """As forward, with logits; a mask that is left out is all ones.

        Where templates are optional, none at all gives the same as a zero mask, without the work of their branch.
        """
        tokens = self.encoder(search, text, text_mask, template, template_mask)
        grid = (self.config.grid, self.config.grid)
        features = tokens.features.transpose(1, 2).unflatten(2, grid)
        score, offset, size = self.head(features)
        if self.word_score is not None:
            alone = words_alone(search, template, template_mask)
            score = score + self.word_score(features) * alone[:, None, None, None]
        boxes = decode_boxes(offset, size)
        anchor = _anchor(tokens, text_mask, template_mask)
        correlation = cosine_map(self.align_search(tokens.search), self.align_anchor(anchor)).unflatten(1, grid)
        return MVLMOutput(score[:, 0], boxes, correlation, self._regions(tokens, boxes, anchor, text_mask))

    def _regions(self, tokens: JointTokens, boxes: Tensor, anchor: Tensor, text_mask: Tensor | None) -> Tensor | None:
        config = self.config
        if not config.scores_regions:
            return None
        visual = tokens.search if config.region_score == 'paper' else tokens.features
        sentence = anchor if config.region_text == 'refined' else _mean(tokens.words, text_mask)
        return region_correlation(visual, boxes, sentence, config.region_score)


def _mean(tokens: Tensor, mask: Tensor | None) -> Tensor:
    return tokens.mean(1) if mask is None else masked_mean(tokens, mask)


def _anchor(tokens: JointTokens, text_mask: Tensor | None, template_mask: Tensor | None) -> Tensor:
    """What the search tokens are compared with (B,C): the refined text; without language, the refined template."""
    anchor = _mean(tokens.text, text_mask)
    if tokens.template is None or text_mask is None:
        return anchor
    if template_mask is not None:
        template_mask = template_mask.repeat_interleave(tokens.template.shape[1] // template_mask.shape[1], dim=1)
    has_text = text_mask[:, :1].to(anchor.dtype)
    return anchor * has_text + _mean(tokens.template, template_mask) * (1 - has_text)


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

    backbone_names = ('tracker.encoder.', 'text.')

    def __init__(self, config: MVLMConfig) -> None:
        super().__init__()
        self.config = config
        encoder = TextTransformer(config.small_text) if config.clip is None else ClipText(config.clip)
        self.text = ProjectedText(encoder, config.dim, config.freeze_text)
        self.tracker = MVLMTracker(config)

    @property
    def spec(self) -> NetworkSpec:
        config = self.config
        return NetworkSpec(config.search_size, config.template_size, config.num_templates, config.text_length,
                           config.dim, text_groups=[], state_shape=[], mean=list(IMAGENET_MEAN),
                           std=list(IMAGENET_STD), inputs=self.tracker.inputs, outputs=self.tracker.outputs)

    def loss(self, out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor) -> dict[str, Tensor]:
        return mvlm_loss(out, boxes_cxcywh, present, self.config)

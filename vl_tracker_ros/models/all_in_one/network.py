"""All-in-One: words are mixed into the patches of template and search, then one ViT and a CENTER head."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.models.all_in_one.alignment import MultiModalAlignment
from vl_tracker_ros.models.all_in_one.config import AllInOneConfig
from vl_tracker_ros.models.all_in_one.elimination import encode, keep_rate, template_queries
from vl_tracker_ros.models.all_in_one.losses import alignment_losses, correlation_loss, head_losses, weighted_sum
from vl_tracker_ros.models.all_in_one.mixup import ModalMixup, sentence_vector
from vl_tracker_ros.models.backbones.vit import VisionTransformer, position_table
from vl_tracker_ros.models.base import IMAGENET_MEAN, IMAGENET_STD, TrackerModel, TrackerOutput
from vl_tracker_ros.models.layers.attention import cosine_map
from vl_tracker_ros.models.layers.center_head import CenterHead, decode_boxes
from vl_tracker_ros.models.text.bert import BertText
from vl_tracker_ros.models.text.projected import ProjectedText
from vl_tracker_ros.models.text.small import TextTransformer


@dataclass
class AllInOneOutput(TrackerOutput):
    """With what is aligned: patches before the mixup (B,N,C) and (B,M,C), language (B,C), has_words (B,) bool."""

    search_patches: Tensor
    template_patches: Tensor
    language: Tensor
    has_words: Tensor


class AllInOneTracker(nn.Module):
    """One frame of All-in-One as in docs/architecture.md ('The network contract').

    `training_keep` is the share of candidates that elimination keeps while the network trains.
    """

    def __init__(self, config: AllInOneConfig) -> None:
        super().__init__()
        self.config, dim = config, config.vit.dim
        self.training_keep = 1.0
        self.backbone = VisionTransformer(config.vit)
        self.pos_template = position_table(config.template_grid ** 2, dim)
        self.pos_search = position_table(config.grid ** 2, dim)
        self.mixup = ModalMixup(dim, dim) if config.modal_mixup else None
        self.head = CenterHead(dim, config.head_channels, conv_bias=config.bert is not None)

    def forward(self, search: Tensor, template: Tensor, text: Tensor,
                text_mask: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """The network contract: boxes (B,N,4), scores (B,N), correlation (B,h,w).

        The released sentence vectors have no use for text_mask.
        """
        out = self.track(search, template, text, text_mask)
        return out.boxes, torch.sigmoid(out.score_logits).flatten(1), out.correlation

    def track(self, search: Tensor, template: Tensor, text: Tensor, text_mask: Tensor | None = None) -> AllInOneOutput:
        """As forward, with logits and with what the alignment losses need."""
        language, has_words = self._language(text, text_mask)
        search_patches, template_patches = self.backbone.embed(search, template)
        template_patches = template_patches[:, 0]
        z = self._mixed(template_patches, language) + self.pos_template
        x = self._mixed(search_patches, language) + self.pos_search
        z, x = encode(self.backbone, z, x, self.config.elimination_blocks,
                      template_queries(self.config.template_grid, self.config.elimination_query), self._keep())
        grid = self.config.grid, self.config.grid
        score, offset, size = self.head(x.transpose(1, 2).unflatten(2, grid))
        correlation = cosine_map(x, z.mean(1)).unflatten(1, grid)
        return AllInOneOutput(score[:, 0], decode_boxes(offset, size), correlation, search_patches, template_patches,
                              language, has_words)

    def _language(self, text: Tensor, text_mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """Language embedding e (B,C), zero without words, and whether there are any (B,) bool."""
        sentence = sentence_vector(text, text_mask, self.config.sentence)
        embedding = self.mixup.embed(sentence) if self.mixup is not None else F.normalize(sentence, dim=-1)
        if self.config.sentence != 'masked_mean' or text_mask is None:
            return embedding, torch.ones(len(text), dtype=torch.bool, device=text.device)
        has_words = text_mask.amax(1) > 0.5
        return embedding * has_words[:, None].to(embedding.dtype), has_words

    def _mixed(self, patches: Tensor, language: Tensor) -> Tensor:
        return patches if self.mixup is None else self.mixup(patches, language)

    def _keep(self) -> float:
        return self.training_keep if self.training else self.config.elimination_keep


class AllInOne(TrackerModel):
    """The tracker, its text encoder, and the alignment that trains them."""

    # as released: all but the head
    backbone_names = ('tracker.backbone.', 'tracker.pos_', 'tracker.mixup.', 'alignment.', 'text.')

    def __init__(self, config: AllInOneConfig) -> None:
        super().__init__()
        self.config, dim = config, config.vit.dim
        self.text: nn.Module = (
            ProjectedText(TextTransformer(config.small_text), dim, config.freeze_text) if config.bert is None else
            BertText(config.bert).requires_grad_(not config.freeze_text))
        self.tracker = AllInOneTracker(config)
        self.alignment = MultiModalAlignment(dim, config.grid ** 2, config.template_grid ** 2, config.alignment_dim,
                                             config.alignment_pooling)

    @property
    def spec(self) -> NetworkSpec:
        config = self.config
        mask = ['text_mask'] if config.sentence == 'masked_mean' else []
        return NetworkSpec(config.search_size, config.template_size, 1, config.text_length, config.vit.dim,
                           text_groups=[], state_shape=[], mean=list(IMAGENET_MEAN), std=list(IMAGENET_STD),
                           inputs=['search', 'template', 'text', *mask], outputs=['boxes', 'scores', 'correlation'])

    def set_progress(self, share: float) -> None:
        """Candidate elimination begins with the training (share of it in [0,1]) and keeps ever fewer candidates."""
        self.tracker.training_keep = keep_rate(share, self.config.elimination_keep, self.config.elimination_ramp)

    def loss(self, out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor) -> dict[str, Tensor]:
        config, terms = self.config, head_losses(out, boxes_cxcywh, present)
        if config.cma_weight or config.ima_weight:
            terms |= self._alignment_terms(out, present)
        if config.correlation_loss_weight:
            terms['correlation'] = correlation_loss(out, boxes_cxcywh, present)
        return {'loss': weighted_sum(terms, config), **terms}

    def _alignment_terms(self, out: AllInOneOutput, present: Tensor) -> dict[str, Tensor]:
        vectors = self.alignment(out.search_patches, out.template_patches, out.language)
        cma, ima = alignment_losses(vectors, present, out.has_words)
        return {'cma': cma, 'ima': ima}

"""Sizes and switches of All-in-One."""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from vl_tracker_ros.models.backbones.hybrid import HybridConfig
from vl_tracker_ros.models.backbones.vit import PATCH, ViTConfig
from vl_tracker_ros.models.text.bert import BertTextConfig
from vl_tracker_ros.models.text.small import SmallTextConfig


@dataclass(frozen=True)
class AllInOneConfig:
    """search_size, template_size in pixels; text_length in tokens; the rest in channels and layers.

    bert None stands for the small text encoder, whose tokens are projected to the backbone's width.
    """

    vit: ViTConfig = ViTConfig()
    bert: BertTextConfig | None = None
    search_size: int = 256
    template_size: int = 128
    head_channels: int = 256
    text_length: int = 40
    small_text: SmallTextConfig = SmallTextConfig()
    alignment_dim: int = 256
    alignment_pooling: Literal['flatten', 'mean'] = 'flatten'   # of the patches, before their projection
    # switches
    modal_mixup: bool = True                # off: language is only aligned, never mixed in
    sentence: Literal['masked_mean', 'cls_released', 'mean_released'] = 'masked_mean'
    freeze_text: bool = False               # the released text encoder is random and never trained
    cma_weight: float = 1.0                 # cross-modal alignment; 0 switches it off
    ima_weight: float = 1.0                 # intra-modal alignment; 0 switches it off
    elimination_blocks: tuple[int, ...] = (3, 6, 9)             # () switches candidate elimination off
    elimination_keep: float = 0.7
    elimination_query: Literal['centre', 'template'] = 'centre'     # whose attention judges the candidates
    elimination_ramp: tuple[float, float] = (20 / 300, 100 / 300)   # share of the training in which keep falls from 1
    correlation_loss_weight: float = 0.0    # of MVLM's L_CM on the correlation map (ours); 0 switches it off

    def __post_init__(self) -> None:
        """Raises ValueError for sizes that do not fit each other and for unknown choices."""
        if self.search_size % PATCH or self.template_size % PATCH:
            raise ValueError(f'search_size {self.search_size} and template_size {self.template_size} '
                             f'should be multiples of {PATCH}')
        if self.bert is not None and self.bert.width != self.vit.dim:
            raise ValueError(f'text width {self.bert.width} should be the backbone\'s dim {self.vit.dim}')
        if set(self.elimination_blocks) - set(range(self.vit.depth)):
            raise ValueError(f'elimination_blocks {self.elimination_blocks} are not all among {self.vit.depth} blocks')
        if not 0 < self.elimination_keep <= 1:
            raise ValueError(f'elimination_keep {self.elimination_keep} is not in (0, 1]')
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f'{name} {getattr(self, name)!r} is not one of {choices}')

    @property
    def grid(self) -> int:
        """Side of the search token grid."""
        return self.search_size // PATCH

    @property
    def template_grid(self) -> int:
        """Side of the template token grid."""
        return self.template_size // PATCH


_CHOICES = {'alignment_pooling': ('flatten', 'mean'), 'sentence': ('masked_mean', 'cls_released', 'mean_released'),
            'elimination_query': ('centre', 'template')}
_BASE = AllInOneConfig(bert=BertTextConfig(length=40, output='embeddings'))
VARIANTS = {
    'all_in_one_tiny': AllInOneConfig(
        ViTConfig(dim=128, depth=3, heads=4, drop_path=0.0, hybrid=HybridConfig()), search_size=224, template_size=112,
        head_channels=64, text_length=24, freeze_text=True, alignment_dim=128, alignment_pooling='mean',
        elimination_blocks=(1, 2), correlation_loss_weight=1.0),
    'all_in_one_base': _BASE,
    'all_in_one_released': replace(_BASE, sentence='cls_released', freeze_text=True),
}

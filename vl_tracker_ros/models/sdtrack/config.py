"""Sizes and switches of SDTrack."""
from __future__ import annotations

from dataclasses import dataclass

from vl_tracker_ros.models.backbones.hybrid import HybridConfig
from vl_tracker_ros.models.backbones.vit import PATCH, ViTConfig

NORM_GROUPS = 32


@dataclass(frozen=True)
class SDTrackConfig:
    """The default is the paper's. Image sizes in pixels; `vit` is the encoder, `dim` the width of all that follows it.

    There is one query for each search token, in the order of the grid.
    """

    search_size: int = 256
    template_size: int = 128
    vit: ViTConfig = ViTConfig()
    dim: int = 256
    heads: int = 8
    ffn_ratio: float = 4.0
    decoder_layers: int = 6
    detector_layers: int = 4
    points: int = 8                     # M, for each branch of each anchor
    rpb_hidden: int = 512
    dropout: float = 0.1                # of the decoder's residual branches
    # switches
    query_selection: bool = True        # off: both branches ask with the search tokens themselves
    disentangled_cross_attention: bool = True   # off: the branches share cross-attention and FFN
    shared_self_attention: bool = True  # off, with the former on: two independent decoders
    box_rpb: bool = True                # off: cross-attention without position bias
    task_alignment: bool = True         # off: focal loss on binary labels
    # training
    tal_alpha: float = 0.25
    tal_beta: float = 0.75
    gamma: float = 2.0                  # of the task alignment loss, and of the focal loss in its place
    positive_repeats: int = 2
    box_top_k: int = 10
    class_weight: float = 2.0           # of the loss, and of the matching cost; so are the next two
    l1_weight: float = 5.0
    giou_weight: float = 2.0
    detector_weight: float = 0.1        # of the mini-detector's own losses

    def __post_init__(self) -> None:
        """Raises ValueError for sizes that do not fit each other."""
        if self.search_size % PATCH or self.template_size % PATCH:
            raise ValueError(f'search_size {self.search_size} and template_size {self.template_size} '
                             f'should be multiples of {PATCH}')
        if self.dim % self.heads or self.dim % NORM_GROUPS:
            raise ValueError(f'dim {self.dim} should be a multiple of heads {self.heads} and of {NORM_GROUPS}')
        if min(self.decoder_layers, self.points, self.positive_repeats) < 1:
            raise ValueError(f'decoder_layers {self.decoder_layers}, points {self.points} and positive_repeats '
                             f'{self.positive_repeats} should be 1 or more')
        if not 0 <= self.box_top_k <= self.grid ** 2:
            raise ValueError(f'box_top_k {self.box_top_k} should be from 0 to the {self.grid ** 2} queries')

    @property
    def grid(self) -> int:
        """Side of the search token grid."""
        return self.search_size // PATCH


VARIANTS = {
    'sdtrack_tiny': SDTrackConfig(
        search_size=192, template_size=96, dim=64, heads=2, ffn_ratio=2.0, decoder_layers=2, detector_layers=1,
        points=4, rpb_hidden=32, dropout=0.0,
        vit=ViTConfig(dim=128, depth=1, heads=4, drop_path=0.0, hybrid=HybridConfig())),
    'sdtrack_base': SDTrackConfig(),
}

"""Sizes and switches of COST."""
from __future__ import annotations

from dataclasses import dataclass, replace

from vl_tracker_ros.models.backbones.hybrid import HybridConfig
from vl_tracker_ros.models.text.bert import BertTextConfig
from vl_tracker_ros.models.text.small import SmallTextConfig

NECK_KERNEL = 5


@dataclass(frozen=True)
class COSTConfig:
    """search_size and template_size in pixels, text_length in tokens; the rest in channels and layers.

    `hybrid`, of the same dim, puts the tiny family's backbone in place of ResNet-50, without dilation; bert None
    stands for the small text encoder.
    """

    search_size: int = 256
    template_size: int = 128
    hybrid: HybridConfig | None = None
    bert: BertTextConfig | None = BertTextConfig(length=40, output='mean_last_four')
    text_length: int = 40
    small_text: SmallTextConfig = SmallTextConfig()
    freeze_text: bool = False           # only the projection behind the text encoder learns
    dim: int = 256
    heads: int = 8
    ffn_dim: int = 2048
    visual_layers: int = 4              # S
    fusion_layers: int = 6
    dropout: float = 0.1
    box_prior: float = 0.25             # side of a new model's boxes, share of the view: 1 / search factor of the crop
    # switches
    dilation: bool = True               # off: features at stride 16, as ResNet-50 has them
    contrastive_alignment: bool = True  # CoA
    homogeneous_fusion: bool = True     # off: each visual token times the sentence, no visual-linguistic transformer
    obj_token: bool = True              # [OBJ] in the visual-linguistic transformer, and as context of the heads
    # training
    alignment_dim: int = 256
    temperature: float = 0.07           # of CoA
    alignment_weight: float = 1.0
    class_weight: float = 8.334
    background_weight: float = 1 / 16   # of a cell without target, a cell with target being 1
    l1_weight: float = 5.0
    giou_weight: float = 2.0
    correlation_loss_weight: float = 0.0    # of MVLM's L_CM on the correlation map (ours); 0 switches it off

    def __post_init__(self) -> None:
        """Raises ValueError for sizes and switches that do not fit each other."""
        if self.search_size % self.stride or self.template_size % self.stride:
            raise ValueError(f'search_size {self.search_size} and template_size {self.template_size} '
                             f'should be multiples of the stride {self.stride}')
        if self.grid < 1:
            raise ValueError(f'search_size {self.search_size} leaves no cell behind the {NECK_KERNEL}x{NECK_KERNEL} '
                             f'convolution of dilation {self.neck_dilation}')
        if self.dim % self.heads or self.dim % 4:
            raise ValueError(f'dim {self.dim} should be a multiple of heads {self.heads} and of 4')
        if self.hybrid is not None and (self.dilation or self.hybrid.dim != self.dim):
            raise ValueError(f'with hybrid, dilation {self.dilation} should be off, and dim {self.dim} that of hybrid, '
                             f'{self.hybrid.dim}')
        if self.obj_token and not self.homogeneous_fusion:
            raise ValueError('obj_token lives in the visual-linguistic transformer: with homogeneous_fusion off it has '
                             'to be off too')
        if not 0 < self.box_prior < 1:
            raise ValueError(f'box_prior {self.box_prior} is not in (0, 1)')

    @property
    def stride(self) -> int:
        """Pixels of the view to a feature."""
        return 8 if self.dilation else 16

    @property
    def features(self) -> int:
        """Side of the search view's feature map."""
        return self.search_size // self.stride

    @property
    def neck_dilation(self) -> int:
        """The 5x5 convolution sees about the same part of the view at either stride."""
        return 3 if self.dilation else 1

    @property
    def grid(self) -> int:
        """Side of the search grid, what the unpadded 5x5 convolution leaves of the feature map: 32 -> 20."""
        return self.features - self.neck_dilation * (NECK_KERNEL - 1)

    @property
    def text_dim(self) -> int:
        """Channels of a token of the text encoder."""
        return self.small_text.width if self.bert is None else self.bert.width


_BASE = COSTConfig()
VARIANTS = {
    'cost_tiny': COSTConfig(search_size=224, template_size=112, hybrid=HybridConfig(), dilation=False, bert=None,
                            text_length=24, freeze_text=True, dim=128, heads=4, ffn_dim=256, visual_layers=1,
                            fusion_layers=2, dropout=0.0, alignment_dim=128, correlation_loss_weight=1.0),
    'cost_base': _BASE,
    'cost_small_object': replace(_BASE, search_size=384, box_prior=0.125),
}

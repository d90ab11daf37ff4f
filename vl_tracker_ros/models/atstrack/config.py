"""Sizes and switches of ATSTrack."""
from __future__ import annotations

from dataclasses import dataclass

from vl_tracker_ros.language.phrases import ATTRIBUTES
from vl_tracker_ros.models.backbones.hybrid import HybridConfig
from vl_tracker_ros.models.backbones.vit import PATCH, ViTConfig
from vl_tracker_ros.models.text.clip import ClipTextConfig
from vl_tracker_ros.models.text.small import SmallTextConfig


@dataclass(frozen=True)
class ATSTrackConfig:
    """search_size and template_size in pixels, phrase_length in tokens of each of the four phrases.

    num_templates 1 switches the template sequence off. A phrase that is not among `attributes` is not read.
    """

    vit: ViTConfig
    text: SmallTextConfig | ClipTextConfig
    search_size: int
    template_size: int
    head_channels: int
    phrase_length: int
    modulation_heads: int
    num_templates: int = 3
    lfa_sharpness: float = 10.0         # k of the gate
    lfa_variance_weight: float = 1.0    # lambda of the gate's threshold
    freeze_text: bool = False
    # switches
    attributes: tuple[str, ...] = ATTRIBUTES
    vfm: bool = True            # visual feature modulation of Category, Appearance, Action; off: the phrase as it is
    lfa: bool = True            # language feature ablation of Location; off: the phrase as it is
    vl_token: bool = True       # T_VL goes on to the next frame
    head_weighting: bool = True     # T_VL weights the search tokens before the head (after ODTrack)

    def __post_init__(self) -> None:
        """Raises ValueError for sizes that do not fit each other and for unknown attributes."""
        if self.search_size % PATCH or self.template_size % PATCH:
            raise ValueError(f'search_size {self.search_size} and template_size {self.template_size} '
                             f'should be multiples of {PATCH}')
        if self.num_templates < 1:
            raise ValueError(f'num_templates {self.num_templates} should be at least 1')
        if self.vit.dim % self.modulation_heads:
            raise ValueError(f'dim {self.vit.dim} should be a multiple of modulation_heads {self.modulation_heads}')
        if not self.attributes or set(self.attributes) - set(ATTRIBUTES):
            raise ValueError(f'attributes {self.attributes} should be some of {ATTRIBUTES}')

    @property
    def grid(self) -> int:
        """Side of the search token grid."""
        return self.search_size // PATCH


VARIANTS = {
    'atstrack_tiny': ATSTrackConfig(
        ViTConfig(dim=128, depth=2, heads=4, drop_path=0.0, hybrid=HybridConfig()), SmallTextConfig(),
        search_size=192, template_size=96, head_channels=64, phrase_length=8, modulation_heads=4, freeze_text=True),
    'atstrack_base': ATSTrackConfig(
        ViTConfig(), ClipTextConfig(output='final'),
        search_size=384, template_size=192, head_channels=256, phrase_length=16, modulation_heads=8,
        freeze_text=True),
}

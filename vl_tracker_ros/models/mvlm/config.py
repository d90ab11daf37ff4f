"""Sizes and switches of MVLM."""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, get_args, get_type_hints

from vl_tracker_ros.models.backbones.hybrid import HybridConfig
from vl_tracker_ros.models.text.clip import CLIP_VIT_L_14, ClipTextConfig
from vl_tracker_ros.models.text.small import SmallTextConfig


@dataclass(frozen=True)
class MVLMConfig:
    """Sizes in pixels, channels, layers and tokens. num_templates 0: template-free."""

    backbone: Literal['hybrid', 'fast_itpn', 'hivit'] = 'hybrid'
    search_size: int = 224
    template_size: int = 112
    num_templates: int = 1
    stem_channels: int = 64             # of the hybrid's stem, at stride 8
    correlation_side: int = 7           # of the template's middle that the hybrid looks for
    stage_depth: int = 3                # of each of the pyramids' two early stages
    dim: int = 128
    depth: int = 2                      # joint blocks
    heads: int = 4
    head_channels: int = 64
    head_conv_bias: bool = False
    text_length: int = 24
    small_text: SmallTextConfig = SmallTextConfig()
    clip: ClipTextConfig | None = None  # CLIP in its place
    freeze_text: bool = False           # only the projection behind the text encoder learns
    # switches
    mask_padding: bool = True           # nobody looks at padding; the released code lets all 77 tokens take part
    text_self_attention: bool = True    # text tokens look at each other (switch of the released code; pyramids only)
    optional_template: bool = True      # one network serves words, a box, and both (ours)
    region_score: Literal['paper', 'released'] = 'paper'            # mean of cosines, or cosine of the mean token
    region_text: Literal['refined', 'pre_encoder'] = 'refined'      # the sentence that regions are compared with
    correlation_prior: bool = True      # template x search cosine maps feed the tokens (ours, hybrid only)
    language_modulation: bool = True    # scale and shift of the search tokens by the sentence (ours, hybrid only)
    word_filters: int = 24              # that the sentence makes where words are alone (ours, hybrid only); 0: none
    correlation_projection: bool = True     # visual tokens and sentence are projected before their cosine (ours)
    margin_loss_weight: float = 1.0     # of L_CM; 0 switches it off
    margin_form: Literal['paper', 'released'] = 'paper'
    margin_temperature: float = 0.2
    margin_top_k: int = 10

    def __post_init__(self) -> None:
        """Raises ValueError for sizes and switches that do not fit each other."""
        if self.search_size % 16 or self.template_size % 16 or self.template_size < 64:
            raise ValueError(f'search_size {self.search_size} and template_size {self.template_size} '
                             'should be multiples of 16, the latter from 64 up')
        if self.dim % self.heads:
            raise ValueError(f'dim {self.dim} should be a multiple of heads {self.heads}')
        self._check_choices()
        if self.backbone != 'hybrid' and (self.correlation_prior or self.language_modulation or self.word_filters):
            raise ValueError('correlation_prior, language_modulation and word_filters are parts of hybrid, '
                             f'not of {self.backbone}')
        if self.backbone == 'hybrid' and not self.text_self_attention:
            raise ValueError('text_self_attention False is for the backbones fast_itpn and hivit')

    def _check_choices(self) -> None:
        for name, hint in get_type_hints(MVLMConfig).items():
            choices = get_args(hint)
            if isinstance(getattr(self, name), str) and getattr(self, name) not in choices:
                raise ValueError(f'{name} {getattr(self, name)!r} is not one of {", ".join(choices)}')

    @property
    def grid(self) -> int:
        """Side of the search token grid: one token for 16 pixels."""
        return self.search_size // 16

    @property
    def hybrid(self) -> HybridConfig:
        """Sizes of the hybrid's backbone."""
        side = self.correlation_side if self.num_templates and self.correlation_prior else 0
        return HybridConfig(self.stem_channels, self.dim, correlation=side,
                            word_filters=self.word_filters if self.works_by_words else 0)

    @property
    def works_by_words(self) -> bool:
        """Whether the network may be given words without a template."""
        return self.optional_template or not self.num_templates

    @property
    def scores_regions(self) -> bool:
        """Whether the network gives region_correlation: the mean of the correlation map is not what is wanted."""
        return (self.region_score, self.region_text) != ('paper', 'refined')


_BASE: dict[str, Any] = {
    'num_templates': 0, 'dim': 512, 'heads': 8, 'head_channels': 256, 'head_conv_bias': True, 'text_length': 77,
    'clip': CLIP_VIT_L_14, 'freeze_text': True, 'mask_padding': False, 'optional_template': False,
    'correlation_prior': False, 'language_modulation': False, 'word_filters': 0, 'correlation_projection': False}
_RELEASED = MVLMConfig(backbone='fast_itpn', stage_depth=3, depth=24, region_score='released',
                       region_text='pre_encoder', margin_loss_weight=0.5, margin_form='released',
                       margin_temperature=1.0, **_BASE)

VARIANTS = {
    'mvlm_tiny': MVLMConfig(freeze_text=True),
    'mvlm_base': _RELEASED,
    'mvlm_base_bbox': replace(_RELEASED, num_templates=2),
    'mvlm_hivit_base': MVLMConfig(backbone='hivit', stage_depth=2, depth=20, **_BASE),
}

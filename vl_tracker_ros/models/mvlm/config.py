"""Sizes and switches of MVLM."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class MVLMConfig:
    """search_size, template_size in pixels; stride of the token grid; the rest in channels, layers and tokens."""

    search_size: int = 224
    template_size: int = 112
    num_templates: int = 1
    stem_channels: int = 64
    dim: int = 160
    depth: int = 3
    heads: int = 5
    head_channels: int = 64
    text_length: int = 24
    text_vocabulary: int = 4096
    text_depth: int = 2
    # switches
    correlation_prior: bool = True      # template x search cosine maps feed the tokens (ours, tiny models only)
    language_modulation: bool = True    # scale and shift of the search tokens by the sentence (ours, tiny models only)
    correlation_projection: bool = True     # visual tokens and sentence are projected before their cosine (ours)
    margin_loss_weight: float = 1.0     # of L_CM; 0 switches it off
    margin_form: Literal['paper', 'released'] = 'paper'
    margin_temperature: float = 0.2
    margin_top_k: int = 10

    def __post_init__(self) -> None:
        """Raises ValueError for sizes that do not fit each other."""
        if self.search_size % 16 or self.template_size % 16 or self.template_size < 64:
            raise ValueError(f'search_size {self.search_size} and template_size {self.template_size} '
                             'should be multiples of 16, the latter from 64 up')
        if self.dim % self.heads:
            raise ValueError(f'dim {self.dim} should be a multiple of heads {self.heads}')
        if self.margin_form not in ('paper', 'released'):
            raise ValueError(f"margin_form {self.margin_form!r} is not 'paper' or 'released'")

    @property
    def grid(self) -> int:
        """Side of the search token grid: one token for 16 pixels."""
        return self.search_size // 16


VARIANTS = {'mvlm_tiny': MVLMConfig()}

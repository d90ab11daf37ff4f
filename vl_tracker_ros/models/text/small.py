"""The tiny family's text encoder: a small transformer over our own word pieces."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.checkpoint import load_weights, read_checkpoint
from vl_tracker_ros.models.layers.attention import Block

WEIGHTS, TOKENIZER = 'model.safetensors', 'tokenizer.json'


@dataclass(frozen=True)
class SmallTextConfig:
    """Sizes of the encoder; piece_width is the rank of the word table, length the most tokens of a sentence."""

    vocabulary: int = 12288
    piece_width: int = 40
    width: int = 128
    depth: int = 2
    heads: int = 4
    length: int = 32

    def __post_init__(self) -> None:
        """Raises ValueError for heads that do not divide the width."""
        if self.width % self.heads:
            raise ValueError(f'width {self.width} should be a multiple of heads {self.heads}')


class TextTransformer(nn.Module):
    """ids (B,L) int64 and mask (B,L) float -> token features (B,L,width), L <= length; id 0 is padding.

    The word table is a product of two (Lan et al., ALBERT, 2020, section 3.1): most weights of a small encoder are
    in its words. Without any token (mask all 0) the features are finite and mean nothing.
    """

    def __init__(self, config: SmallTextConfig) -> None:
        super().__init__()
        self.config = config
        self.tokens = nn.Embedding(config.vocabulary, config.piece_width)
        self.expand = nn.Linear(config.piece_width, config.width, bias=False)
        self.positions = nn.Parameter(torch.randn(1, config.length, config.width) * 0.02)
        self.blocks = nn.ModuleList(Block(config.width, config.heads, depth=config.depth) for _ in range(config.depth))
        self.norm = nn.LayerNorm(config.width)
        nn.init.normal_(self.tokens.weight, std=0.2)

    @property
    def width(self) -> int:
        """Channels of a token feature."""
        return self.config.width

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Raises ValueError for more than `length` tokens."""
        count = ids.shape[1]
        if count > self.config.length:
            raise ValueError(f'{count} tokens are more than the length {self.config.length} of the text encoder')
        x = self.expand(self.tokens(ids)) + self.positions[:, :count]
        for block in self.blocks:
            x = block(x, mask > 0.5)
        return self.norm(x)


def find_small_text(model: nn.Module) -> TextTransformer | None:
    """The small text encoder inside a model, or None."""
    return next((module for module in model.modules() if isinstance(module, TextTransformer)), None)


def load_small_text(encoder: TextTransformer, folder: Path) -> None:
    """The weights of `folder` (weights/text_small) into the encoder.

    Raises CheckpointError for an encoder of other sizes or a damaged file, OSError for none.
    """
    path = folder / WEIGHTS
    load_weights(encoder, read_checkpoint(path), str(path))

"""Fusion of visual and language tokens: the visual-linguistic transformer, and the product that it is compared with."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.backbones.vit import position_table
from vl_tracker_ros.models.cost.blocks import TransformerBlock
from vl_tracker_ros.models.cost.config import COSTConfig
from vl_tracker_ros.models.layers.attention import attention_bias, masked_mean


@dataclass
class Fused:
    """visual (B,N,C), words (B,L,C) and the [OBJ] token (B,1,C), None where there is none."""

    visual: Tensor
    words: Tensor
    obj: Tensor | None


class VisualLinguisticTransformer(nn.Module):
    """Encoder layers over [OBJ], words and visual tokens in one sequence, with a learned position for each of them."""

    def __init__(self, config: COSTConfig) -> None:
        super().__init__()
        dim, own = config.dim, int(config.obj_token)
        self.obj = position_table(1, dim) if config.obj_token else None
        self.positions = position_table(own + config.text_length + config.grid ** 2, dim)
        self.layers = nn.ModuleList(TransformerBlock(dim, config.heads, config.ffn_dim, config.dropout)
                                    for _ in range(config.fusion_layers))

    def forward(self, visual: Tensor, words: Tensor, mask: Tensor) -> Fused:
        """visual (B,N,C), words (B,L,C), mask (B,L), 1 = a real word. Nobody looks at the others."""
        own = [] if self.obj is None else [self.obj.expand(len(visual), -1, -1)]
        seen = torch.cat([*(mask.new_ones(len(mask), 1) for _ in own), mask, mask.new_ones(visual.shape[:2])], dim=1)
        bias = attention_bias(seen > 0.5, visual.dtype)[:, None, None]
        tokens = torch.cat([*own, words, visual], dim=1)
        for layer in self.layers:
            tokens = layer(tokens, self.positions, tokens, self.positions, bias)
        obj, words, visual = tokens.split([len(own), words.shape[1], visual.shape[1]], dim=1)
        return Fused(visual, words, obj if own else None)


class ProductFusion(nn.Module):
    """Each visual token times the sentence, element by element; untouched without language."""

    def forward(self, visual: Tensor, words: Tensor, mask: Tensor) -> Fused:
        """As VisualLinguisticTransformer."""
        has_words = mask.amax(1, keepdim=True) > 0.5
        sentence = torch.where(has_words, masked_mean(words, mask), 1.0)
        return Fused(visual * sentence[:, None], words, None)

"""The text encoder of ATSTrack: each phrase is read by itself."""
from __future__ import annotations

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.text.clip import ClipText, ClipTextConfig
from vl_tracker_ros.models.text.small import SmallTextConfig, TextTransformer


class PhraseEncoder(nn.Module):
    """ids (B,G*Lp) int64 and mask (B,G*Lp) float, G phrases of Lp tokens -> token features (B,G*Lp,D).

    No token sees another phrase. The tokens of an absent phrase, whose mask is all 0, are finite and mean nothing.
    """

    def __init__(self, config: SmallTextConfig | ClipTextConfig, phrases: int, phrase_length: int) -> None:
        super().__init__()
        self._phrases, self._phrase_length = phrases, phrase_length
        self.encoder = ClipText(config) if isinstance(config, ClipTextConfig) else TextTransformer(config)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        first = torch.arange(self._phrase_length, device=mask.device) == 0
        visible = self._apart(mask).masked_fill(first, 1.0)         # attention to nothing would be 0/0
        tokens = self.encoder(self._apart(ids), visible)
        return tokens.reshape(-1, self._phrases * self._phrase_length, tokens.shape[-1])

    def _apart(self, tokens: Tensor) -> Tensor:
        return tokens.reshape(-1, self._phrase_length)

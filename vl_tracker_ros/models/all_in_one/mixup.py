"""Early modal mixup: the sentence scales every visual token before the first transformer block."""
from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional as F

from vl_tracker_ros.models.layers.attention import masked_mean


def sentence_vector(text: Tensor, text_mask: Tensor | None, how: str) -> Tensor:
    """One vector (B,D) of the token features (B,L,D).

    masked_mean: mean of the real tokens (mask (B,L)). mean_released: mean of all positions, padding too.
    cls_released: the first token. All-in-One takes its text features from an embedding layer, so that it is the same
    vector for every sentence, and the released weights know no other; another one stands for no language.
    """
    if how == 'masked_mean':
        return masked_mean(text, text_mask)
    return text[:, 0] if how == 'cls_released' else text.mean(1)


class ModalMixup(nn.Module):
    """v <- v (1 + e), e = normalised (W t + b), the same e for template and search tokens (paper, section III-B)."""

    def __init__(self, text_dim: int, dim: int) -> None:
        super().__init__()
        self.project = nn.Linear(text_dim, dim)

    def embed(self, sentence: Tensor) -> Tensor:
        """Sentence vector t (B,D) -> language embedding e (B,C) of length 1."""
        return F.normalize(self.project(sentence), dim=-1)

    def forward(self, tokens: Tensor, language: Tensor) -> Tensor:
        """Visual tokens (B,N,C) and e (B,C) -> (B,N,C)."""
        return tokens * (1 + language[:, None])

"""What every encoder of MVLM gives: image, template and text tokens that have seen each other."""
from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor


@dataclass
class JointTokens:
    """N search, L text and, where templates are given, M template tokens; all (B,.,C).

    `search`, `text`, `template` are refined and meant to be compared; `features` (B,N,C) are the search tokens for the
    head, with the encoder's last norm; `words` are the text tokens as they entered.
    """

    features: Tensor
    search: Tensor
    text: Tensor
    words: Tensor
    template: Tensor | None = None

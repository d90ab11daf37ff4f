from __future__ import annotations

import torch

from vl_tracker_ros.models.mvlm.text import ProjectedClip
from vl_tracker_ros.models.text.clip import ClipTextConfig


def test_every_token_of_a_frozen_clip_is_projected() -> None:
    torch.manual_seed(0)
    text = ProjectedClip(ClipTextConfig('', width=16, layers=1, heads=2, vocabulary=50, length=8), 12)
    ids, mask = torch.arange(8)[None], torch.ones(1, 8)
    tokens = text(ids, mask)
    assert tokens.shape == (1, 8, 12)
    assert torch.equal(tokens, text.clip(ids, mask) @ text.proj.weight.T + text.proj.bias)
    assert {name for name, p in text.named_parameters() if p.requires_grad} == {'proj.weight', 'proj.bias'}

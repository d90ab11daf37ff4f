from __future__ import annotations

import pytest
import torch
from support.tiny_text import TINY_TEXT

from vl_tracker_ros.models.text.clip import ClipText, ClipTextConfig
from vl_tracker_ros.models.text.projected import ProjectedText
from vl_tracker_ros.models.text.small import TextTransformer


def encoders() -> list[ClipText | TextTransformer]:
    return [ClipText(ClipTextConfig('', width=16, layers=1, heads=2, vocabulary=50, length=8)),
            TextTransformer(TINY_TEXT)]


@pytest.mark.parametrize('encoder', encoders())
def test_every_token_of_a_frozen_encoder_is_projected(encoder: ClipText | TextTransformer) -> None:
    text = ProjectedText(encoder, 12, frozen=True)
    ids, mask = torch.arange(8)[None], torch.ones(1, 8)
    tokens = text(ids, mask)
    assert tokens.shape == (1, 8, 12)
    assert torch.equal(tokens, text.encoder(ids, mask) @ text.proj.weight.T + text.proj.bias)
    assert {name for name, p in text.named_parameters() if p.requires_grad} == {'proj.weight', 'proj.bias'}


def test_an_encoder_that_is_not_frozen_learns() -> None:
    assert all(p.requires_grad for p in ProjectedText(TextTransformer(TINY_TEXT), 12, frozen=False).parameters())

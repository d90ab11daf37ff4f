"""The official network with the same weights gives the same: reference numbers in test/data/mvlm_official.npz."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from support.official_mvlm import official_clip_shapes, official_shapes, official_state, official_tracker
from support.reference import load_reference
from torch import Tensor

from vl_tracker_ros.models.base import IMAGENET_MEAN, IMAGENET_STD
from vl_tracker_ros.models.mvlm.config import VARIANTS
from vl_tracker_ros.models.mvlm.joint import JointTokens
from vl_tracker_ros.models.mvlm.network import MVLM, MVLMOutput, MVLMTracker
from vl_tracker_ros.models.mvlm.official import rename

REFERENCE = load_reference('mvlm_official')


@pytest.fixture(scope='module')
def state() -> dict[str, Tensor]:
    return official_state()


def as_input(images_u8: np.ndarray) -> Tensor:
    """RGB (...,H,W,3) uint8 -> (1,...,3,H,W), normalised."""
    scaled = (images_u8.astype(np.float32) / 255 - np.float32(IMAGENET_MEAN)) / np.float32(IMAGENET_STD)
    return torch.from_numpy(np.moveaxis(scaled, -1, -3)).contiguous()[None]


SEARCH, TEXT = as_input(REFERENCE['search_u8']), torch.from_numpy(REFERENCE['text'])


def close(found: Tensor, name: str, atol: float = 1e-4) -> bool:
    return torch.allclose(found, torch.from_numpy(REFERENCE[name]), atol=atol, rtol=0)


def tokens_and_output(tracker: MVLMTracker, **inputs: Tensor) -> tuple[JointTokens, MVLMOutput]:
    tokens: list[JointTokens] = []
    tracker.encoder.register_forward_hook(lambda module, given, found: tokens.append(found))
    out = tracker.track(SEARCH, TEXT, **inputs)
    return tokens[0], out


def agree(tokens: JointTokens, out: MVLMOutput, case: str) -> bool:
    return (close(tokens.features[0, ::28], f'{case}_features') and close(tokens.text[0, ::16], f'{case}_text')
            and close(torch.sigmoid(out.score_logits)[:, None], f'{case}_score_map')
            and close(out.boxes[0], f'{case}_boxes') and close(out.region_correlation[0], f'{case}_corr', 1e-5))


@torch.no_grad()
def test_words_alone(state: dict[str, Tensor]) -> None:
    tracker = official_tracker(VARIANTS['mvlm_base'], state)
    assert agree(*tokens_and_output(tracker), 'words')


@torch.no_grad()
def test_words_and_two_templates(state: dict[str, Tensor]) -> None:
    tracker = official_tracker(VARIANTS['mvlm_base_bbox'], state)
    assert agree(*tokens_and_output(tracker, template=as_input(REFERENCE['templates_u8'])), 'box')


@torch.no_grad()
def test_text_tokens_that_do_not_see_each_other(state: dict[str, Tensor]) -> None:
    tracker = official_tracker(replace(VARIANTS['mvlm_base'], text_self_attention=False), state)
    score = torch.sigmoid(tracker.track(SEARCH, TEXT).score_logits)[:, None]
    assert close(score, 'words_score_map_langmask') and not close(score, 'words_score_map')


@pytest.mark.parametrize('variant', ['mvlm_base', 'mvlm_base_bbox'])
def test_every_official_weight_has_its_place(variant: str) -> None:
    with torch.device('meta'):
        model = MVLM(VARIANTS[variant])
        official = {name: torch.empty(shape) for name, shape in official_shapes().items()}
    ours = {name: value.shape for name, value in model.state_dict().items() if not name.startswith('text.encoder.')}
    assert {name: value.shape for name, value in rename(official).items()} == ours


def test_clip_s_weights_are_taken_over_where_they_are_given() -> None:
    with torch.device('meta'):
        ours = {name for name in MVLM(VARIANTS['mvlm_base']).state_dict() if name.startswith('text.encoder.')}
        official = {name: torch.empty(shape) for name, shape in official_clip_shapes().items()}
        others = {f'text_encoder.clip.{name}': torch.empty(()) for name in ('visual.proj', 'logit_scale')}
    assert rename({**official, **others}).keys() == ours


def test_a_weight_of_another_model_is_named() -> None:
    with pytest.raises(ValueError, match="'backbone.blocks.0.norm1.weight' is no weight of MVLM"):
        rename({'backbone.blocks.0.norm1.weight': torch.zeros(1)})

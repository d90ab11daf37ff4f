"""The official network with the same weights gives the same: reference numbers in test/data/all_in_one_official.npz."""
from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from support.official_all_in_one import official_model, official_shapes, official_state
from support.reference import load_reference
from torch import Tensor

from vl_tracker_ros.models.all_in_one import elimination
from vl_tracker_ros.models.all_in_one.config import VARIANTS
from vl_tracker_ros.models.all_in_one.network import AllInOne
from vl_tracker_ros.models.all_in_one.official import UNUSED, rename
from vl_tracker_ros.models.base import IMAGENET_MEAN, IMAGENET_STD
from vl_tracker_ros.models.layers.center_head import decode_boxes

REFERENCE = load_reference('all_in_one_official')


def as_input(image_u8: np.ndarray) -> Tensor:
    """RGB (H,W,3) uint8 -> (1,3,H,W), normalised."""
    scaled = (image_u8.astype(np.float32) / 255 - np.float32(IMAGENET_MEAN)) / np.float32(IMAGENET_STD)
    return torch.from_numpy(scaled.transpose(2, 0, 1)).contiguous()[None]


SEARCH, TEMPLATE = as_input(REFERENCE['search_u8']), as_input(REFERENCE['template_u8'])[None]
IDS = torch.from_numpy(REFERENCE['ids'])
CASES: dict[str, dict[str, Any]] = {'ce': {}, 'ce_allmask': {'elimination_query': 'template'}, 'ce_nolang': {},
                                    'noce': {'elimination_blocks': ()}}


@pytest.fixture(scope='module')
def state() -> dict[str, Tensor]:
    return official_state(alignment=False)


@pytest.fixture
def eliminated(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """The search cells that each stage has removed, filled while a network runs."""
    removed: list[list[int]] = []
    real, cells = elimination.eliminate, torch.arange(256)

    def recorded(*args: Any) -> tuple[Tensor, Tensor]:
        nonlocal cells
        tokens, chosen = real(*args)
        gone = set(range(len(cells))) - set(chosen[0].tolist())
        removed.append(sorted(cells[list(gone)].tolist()))
        cells = cells[chosen[0]]
        return tokens, chosen

    monkeypatch.setattr(elimination, 'eliminate', recorded)
    return removed


def close(found: Tensor, name: str) -> bool:
    return torch.allclose(found, torch.from_numpy(REFERENCE[name]), atol=1e-4, rtol=0)


@torch.no_grad()
@pytest.mark.parametrize('case', CASES)
def test_maps_and_eliminated_cells(case: str, state: dict[str, Tensor], eliminated: list[list[int]]) -> None:
    model = official_model(state, **CASES[case])
    text = model.text(IDS * (case != 'ce_nolang'), torch.ones(1, 40))
    out = model.tracker.track(SEARCH, TEMPLATE, text)
    boxes = decode_boxes(*(torch.from_numpy(REFERENCE[f'{case}_{name}_map'])[None] for name in ('offset', 'size')))
    assert close(torch.sigmoid(out.score_logits[0]), f'{case}_score_map')
    assert torch.allclose(out.boxes, boxes, atol=1e-4, rtol=0)
    assert eliminated == [REFERENCE[f'{case}_removed_{i}'].tolist() for i in range(3) if case != 'noce']


@torch.no_grad()
def test_text_features_and_their_released_mean(state: dict[str, Tensor]) -> None:
    model = official_model(state, sentence='mean_released')
    text = model.text(IDS, torch.ones(1, 40))
    out = model.tracker.track(SEARCH, TEMPLATE, text)
    assert close(text[0, :6], 'text_head') and close(torch.sigmoid(out.score_logits[0]), 'mean40_score_map')


@torch.no_grad()
def test_the_released_network_does_not_hear_what_is_said(state: dict[str, Tensor]) -> None:
    """Its sentence vector is [CLS] before any encoder; ours, by default, depends on the sentence."""
    sentences = torch.tensor([[101, 2417, 2482, 102], [101, 2304, 3899, 102]])
    model, mask = official_model(state), torch.ones(2, 4)
    text = model.text(sentences, mask)
    released, _ = model.tracker._language(text, None)
    ours, _ = official_model(state, sentence='masked_mean').tracker._language(text, mask)
    assert torch.equal(released[0], released[1]) and not torch.allclose(ours[0], ours[1], atol=1e-3)


def test_every_official_weight_has_its_place() -> None:
    with torch.device('meta'):
        ours = {name: value.shape for name, value in AllInOne(VARIANTS['all_in_one_released']).state_dict().items()}
        official = {name: torch.empty(shape) for name, shape in official_shapes().items()}
    assert {name: value.shape for name, value in rename(official).items()} == ours
    assert official.keys() & set(UNUSED) == {'backbone.cls_token', 'backbone.pos_embed'}


def test_a_weight_of_another_model_is_named() -> None:
    with pytest.raises(ValueError, match="'encoder.body.cls_token' is no weight of All-in-One"):
        rename({'encoder.body.cls_token': torch.zeros(1)})

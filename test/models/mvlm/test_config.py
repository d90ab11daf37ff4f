from __future__ import annotations

import pytest
import torch

from vl_tracker_ros.models.mvlm.config import VARIANTS, MVLMConfig
from vl_tracker_ros.models.mvlm.network import MVLM


def test_grid_has_one_token_for_16_pixels() -> None:
    assert MVLMConfig(search_size=256).grid == 16 and VARIANTS['mvlm_tiny'].grid == 14


@pytest.mark.parametrize(('switches', 'cause'), [
    ({'search_size': 230}, 'search_size 230'),
    ({'template_size': 100}, 'template_size 100'),
    ({'template_size': 48}, 'template_size 48'),
    ({'dim': 161}, 'dim 161 should be a multiple of heads 4'),
    ({'margin_form': 'log'}, "margin_form 'log' is not one of paper, released"),
    ({'backbone': 'resnet'}, "backbone 'resnet' is not one of hybrid, fast_itpn, hivit"),
    ({'region_score': 'mean'}, "region_score 'mean'"),
    ({'backbone': 'hivit', 'language_modulation': False}, 'parts of hybrid, not of hivit'),
    ({'backbone': 'hivit', 'correlation_prior': False, 'language_modulation': False},
     'word_filters are parts of hybrid, not of hivit'),
    ({'text_self_attention': False}, 'text_self_attention False is for'),
])
def test_sizes_that_do_not_fit_are_named(switches: dict[str, object], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        MVLMConfig(**switches)  # type: ignore[arg-type]


@pytest.mark.parametrize(('switches', 'scored'), [
    ({}, False), ({'region_score': 'released'}, True), ({'region_text': 'pre_encoder'}, True)])
def test_the_network_scores_regions_where_the_map_cannot(switches: dict[str, object], scored: bool) -> None:
    assert MVLMConfig(**switches).scores_regions is scored  # type: ignore[arg-type]


@pytest.mark.parametrize(('name', 'encoder_millions', 'inputs', 'scored'), [
    ('mvlm_base', 84.34, ['search', 'text'], True),
    ('mvlm_base_bbox', 84.34, ['search', 'template', 'text'], True),
    ('mvlm_hivit_base', 65.79, ['search', 'text'], False)])
def test_base_variants(name: str, encoder_millions: float, inputs: list[str], scored: bool) -> None:
    """Fast-iTPN-B and the head (4.70 M) have the official sizes."""
    with torch.device('meta'):
        model = MVLM(VARIANTS[name])
    encoder, head = (sum(p.numel() for p in part.parameters()) / 1e6
                     for part in (model.tracker.encoder, model.tracker.head))
    assert encoder == pytest.approx(encoder_millions, abs=0.01) and head == pytest.approx(4.70, abs=0.01)
    assert model.spec.inputs == inputs and ('region_correlation' in model.spec.outputs) is scored
    assert model.spec.input_shapes()['text'] == (1, 77, 512)


def test_tiny_is_small() -> None:
    assert sum(p.numel() for p in MVLM(VARIANTS['mvlm_tiny']).parameters()) < 8e6

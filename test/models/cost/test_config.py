from __future__ import annotations

from typing import Any

import pytest
import torch

from vl_tracker_ros.models.backbones.hybrid import HybridConfig
from vl_tracker_ros.models.cost.config import VARIANTS, COSTConfig
from vl_tracker_ros.models.cost.network import COST


def millions(name: str) -> float:
    with torch.device('meta'):
        return sum(p.numel() for p in COST(VARIANTS[name]).parameters()) / 1e6


def test_base_is_the_papers() -> None:
    config = COSTConfig()
    assert (config.search_size, config.template_size, config.features, config.grid) == (256, 128, 32, 20)
    assert (config.visual_layers, config.fusion_layers, config.text_length, config.dim) == (4, 6, 40, 256)
    assert VARIANTS['cost_base'] == config


def test_sizes_of_the_variants() -> None:
    assert millions('cost_tiny') < 4
    assert millions('cost_base') == pytest.approx(141.5, abs=0.1)       # of the paper's 146.5: see the README


def test_grids() -> None:
    assert COSTConfig(dilation=False).grid == 12
    assert VARIANTS['cost_small_object'].grid == 36 and VARIANTS['cost_tiny'].grid == 10


@pytest.mark.parametrize(('switches', 'cause'), [
    ({'search_size': 250}, 'search_size 250'),
    ({'template_size': 100}, 'template_size 100'),
    ({'search_size': 96}, 'search_size 96 leaves no cell behind the 5x5 convolution of dilation 3'),
    ({'heads': 7}, 'dim 256 should be a multiple of heads 7'),
    ({'hybrid': HybridConfig()}, 'dilation True should be off, and dim 256 that of hybrid, 128'),
    ({'homogeneous_fusion': False}, 'obj_token lives in the visual-linguistic transformer'),
    ({'box_prior': 0.0}, 'box_prior 0.0 is not in'),
])
def test_sizes_and_switches_that_do_not_fit_are_named(switches: dict[str, Any], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        COSTConfig(**switches)

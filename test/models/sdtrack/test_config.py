from __future__ import annotations

import pytest
import torch

from vl_tracker_ros.models.sdtrack.config import VARIANTS, SDTrackConfig
from vl_tracker_ros.models.sdtrack.network import SDTrack


def millions(name: str) -> float:
    with torch.device('meta'):
        return sum(p.numel() for p in SDTrack(VARIANTS[name]).parameters()) / 1e6


def test_base_is_the_papers() -> None:
    config = SDTrackConfig()
    assert (config.grid, config.decoder_layers, config.heads, config.dim, config.points) == (16, 6, 8, 256, 8)
    assert (config.tal_alpha, config.tal_beta, config.gamma, config.positive_repeats) == (0.25, 0.75, 2, 2)
    assert VARIANTS['sdtrack_base'] == config


def test_sizes_of_the_variants() -> None:
    assert millions('sdtrack_tiny') < 4
    assert millions('sdtrack_base') == pytest.approx(104.2, abs=0.1)     # ViT-B 85.7, decoder 11.2, selection 6.8


@pytest.mark.parametrize(('switches', 'cause'), [
    ({'search_size': 250}, 'search_size 250'),
    ({'template_size': 100}, 'template_size 100'),
    ({'heads': 7}, 'dim 256 should be a multiple of heads 7'),
    ({'dim': 40}, 'dim 40 should be a multiple of heads 8 and of 32'),
    ({'points': 0}, 'points 0'),
    ({'positive_repeats': 0}, 'positive_repeats 0'),
    ({'box_top_k': 257}, 'box_top_k 257 should be from 0 to the 256 queries'),
])
def test_sizes_that_do_not_fit_are_named(switches: dict[str, int], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        SDTrackConfig(**switches)  # type: ignore[arg-type]

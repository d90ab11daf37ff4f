from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from support.tiny_atstrack import TINY

from vl_tracker_ros.models import create_model, list_models
from vl_tracker_ros.models.atstrack.config import VARIANTS
from vl_tracker_ros.models.atstrack.network import ATSTrack
from vl_tracker_ros.models.backbones.vit import ViTConfig


def test_variants_are_known_by_name() -> None:
    assert set(VARIANTS) == {'atstrack_tiny', 'atstrack_base'} <= set(list_models())
    spec = create_model('atstrack_tiny').spec
    assert spec.input_shapes() == {'search': (1, 3, 192, 192), 'template': (1, 3, 3, 96, 96), 'text': (1, 32, 128),
                                   'text_mask': (1, 32), 'state': (1, 1, 128)}


@pytest.mark.parametrize(('name', 'part', 'millions'), [
    ('atstrack_tiny', '', 2.95), ('atstrack_base', 'tracker.backbone', 85.6),   # ViT-B without its position table
    ('atstrack_base', 'text', 63.2)])                                           # CLIP's B/32 text tower
def test_parameter_counts(name: str, part: str, millions: float) -> None:
    with torch.device('meta'):
        module = ATSTrack(VARIANTS[name]).get_submodule(part)
    assert sum(p.numel() for p in module.parameters()) / 1e6 == pytest.approx(millions, abs=0.1)


@pytest.mark.parametrize(('switches', 'cause'), [
    ({'search_size': 230}, 'search_size 230'),
    ({'template_size': 100}, 'template_size 100'),
    ({'num_templates': 0}, 'num_templates 0 should be at least 1'),
    ({'modulation_heads': 3}, 'dim 16 should be a multiple of modulation_heads 3'),
    ({'attributes': ()}, r'attributes \(\) should be some of'),
    ({'attributes': ('category', 'colour')}, 'colour'),
])
def test_sizes_that_do_not_fit_are_named(switches: dict[str, object], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        replace(TINY, **switches)


def test_heads_of_the_vit_are_checked() -> None:
    with pytest.raises(ValueError, match='dim 30 should be a multiple of heads 4'):
        ViTConfig(dim=30, heads=4)

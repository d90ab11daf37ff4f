from __future__ import annotations

import pytest
import torch

from vl_tracker_ros.models.all_in_one.config import VARIANTS, AllInOneConfig
from vl_tracker_ros.models.all_in_one.network import AllInOne
from vl_tracker_ros.models.text.bert import BertTextConfig


@pytest.mark.parametrize(('switches', 'cause'), [
    ({'search_size': 230}, 'search_size 230'),
    ({'template_size': 100}, 'template_size 100'),
    ({'bert': BertTextConfig(width=384)}, "text width 384 should be the backbone's dim 768"),
    ({'elimination_blocks': (3, 12)}, r'elimination_blocks \(3, 12\) are not all among 12 blocks'),
    ({'elimination_keep': 0.0}, 'elimination_keep 0.0'),
    ({'sentence': 'max'}, "sentence 'max' is not one of"),
    ({'alignment_pooling': 'max'}, "alignment_pooling 'max'"),
    ({'elimination_query': 'corner'}, "elimination_query 'corner'"),
])
def test_sizes_that_do_not_fit_are_named(switches: dict[str, object], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        AllInOneConfig(**switches)  # type: ignore[arg-type]


@pytest.mark.parametrize(('name', 'most'), [('all_in_one_tiny', 6_000_000), ('all_in_one_base', 180_000_000)])
def test_variants_are_of_their_size(name: str, most: int) -> None:
    with torch.device('meta'):
        count = sum(p.numel() for p in AllInOne(VARIANTS[name]).parameters())
    assert 0.4 * most < count < most


def test_the_base_has_the_official_parameters_but_for_mae_s_two_unused_tables() -> None:
    with torch.device('meta'):
        count = sum(p.numel() for p in AllInOne(VARIANTS['all_in_one_released']).parameters())
    assert count == 179_695_749 - 768 - 197 * 768

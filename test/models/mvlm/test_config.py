from __future__ import annotations

import pytest

from vl_tracker_ros.models.mvlm.config import VARIANTS, MVLMConfig


def test_grid_has_one_token_for_16_pixels() -> None:
    assert MVLMConfig(search_size=256).grid == 16 and VARIANTS['mvlm_tiny'].grid == 14


@pytest.mark.parametrize(('switches', 'cause'), [
    ({'search_size': 230}, 'search_size 230'),
    ({'template_size': 100}, 'template_size 100'),
    ({'template_size': 48}, 'template_size 48'),
    ({'dim': 161}, 'dim 161 should be a multiple of heads 5'),
    ({'margin_form': 'log'}, "margin_form 'log'"),
])
def test_sizes_that_do_not_fit_are_named(switches: dict[str, object], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        MVLMConfig(**switches)  # type: ignore[arg-type]

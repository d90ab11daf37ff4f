from __future__ import annotations

from typing import Any

import pytest

from vl_tracker_ros.data.field.sampling import Sampling, read_sampling
from vl_tracker_ros.data.reading import DataError


def test_what_is_left_out_is_ostracks() -> None:
    assert read_sampling({}) == Sampling()
    assert read_sampling({'search_factor': 5, 'frames': 'either_way'}) == Sampling(search_factor=5, frames='either_way')


@pytest.mark.parametrize(('values', 'cause'), [
    ({'zoom': 2}, 'zoom is unknown; there are search_factor, '),
    ({'max_gap': 2.5}, 'max_gap should be int, not 2.5'),
    ({'max_gap': True}, 'max_gap should be int, not True'),
    ({'search_factor': '4'}, "search_factor should be float, not '4'"),
    ({'template_factor': 0.0}, 'template_factor should be above 0, not 0.0'),
    ({'scale_jitter': -0.1}, 'scale_jitter should be 0 or more, not -0.1'),
    ({'grey_share': 1.1}, 'grey_share should be from 0 to 1, not 1.1'),
    ({'centre_jitter': 4.5}, 'centre_jitter should be from 0 to search_factor, or the target leaves the view, not 4.5'),
    ({'frames': 'random'}, "frames should be one of causal, either_way, not 'random'"),
])
def test_a_wrong_value_is_named(values: dict[str, Any], cause: str) -> None:
    with pytest.raises(DataError, match=f'sampling: {cause}'):
        read_sampling(values)

from __future__ import annotations

from typing import Any

import pytest

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sources import HOUSE, Choice, read_choices


def test_without_a_choice_it_is_our_own_banks() -> None:
    assert read_choices({}) == {HOUSE: Choice('.', 1.0)}


def test_sets_are_chosen_by_name() -> None:
    assert read_choices({'lasot': {'folder': 'LaSOT', 'weight': 2}, 'house': {'folder': 'own', 'weight': 0.5}}) == {
        'lasot': Choice('LaSOT', 2), HOUSE: Choice('own', 0.5)}


@pytest.mark.parametrize(('values', 'cause'), [
    ({'lasso': {'folder': 'LaSOT', 'weight': 1}}, 'data: lasso is no set; there are house, coco, '),
    ({3: {'folder': 'LaSOT', 'weight': 1}}, 'data: 3 is no set'),
    ({'lasot': 'LaSOT'}, "data: lasot should have folder and weight, not 'LaSOT'"),
    ({'lasot': {'folder': 'LaSOT'}}, 'data: lasot should have folder and weight'),
    ({'lasot': {'folder': 'LaSOT', 'weight': 0}}, 'data: the weight of lasot should be a number above 0, not 0'),
    ({'lasot': {'folder': 'LaSOT', 'weight': '1'}}, "data: the weight of lasot should be a number above 0, not '1'"),
    ({'lasot': {'folder': 'LaSOT', 'weight': True}}, 'data: the weight of lasot should be a number above 0, not True'),
    ({'lasot': {'folder': 'LaSOT', 'weight': float('inf')}}, 'data: the weight of lasot should be a number above 0'),
    ({'lasot': {'folder': 5, 'weight': 1}}, 'data: the folder of lasot should be a path below DATA, not 5'),
])
def test_a_wrong_choice_is_named(values: dict[Any, Any], cause: str) -> None:
    with pytest.raises(DataError, match=cause):
        read_choices(values)

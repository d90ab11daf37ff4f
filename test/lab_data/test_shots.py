from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.data.items import Part
from vl_tracker_ros.data.shots import _name_part

BOX = (0, 0, 20, 20)


@pytest.mark.parametrize(('part', 'worn', 'expected'), [
    (Part('bag', 'red', BOX), (), 'the red (bag)'),
    (Part('bag', None, BOX), (), 'the (bag)'),
    (Part('bag', 'red', BOX), (Part('bag', 'blue', BOX),), 'the red (bag)'),
    (Part('bag', 'red', BOX), (Part('bag', 'red', BOX),), None),
    (Part('bag', 'red', BOX), (Part('bag', None, BOX),), None),
    (Part('bag', None, BOX), (Part('bag', 'blue', BOX),), None),
    (Part('bag', 'red', BOX), (Part('purse', 'red', BOX),), None),
    (Part('bag', 'red', BOX), (Part('skirt', 'red', BOX),), 'the red (bag)'),
])
def test_a_part_is_named_when_no_other_could_be_meant(
        part: Part, worn: tuple[Part, ...], expected: str | None) -> None:
    name = _name_part(part, (part, *worn), np.random.default_rng(0))
    assert name is None if expected is None else name == expected.replace('(', '').replace(')', '')

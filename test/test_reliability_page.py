"""docs/reliability.md names tests that there are."""
from __future__ import annotations

import re

from support.checkout import CHECKOUT

PAGE = (CHECKOUT / 'docs' / 'reliability.md').read_text(encoding='utf-8')


def test_every_named_test_is_there() -> None:
    named = set(re.findall(r'`(test_\w+\.py)`', PAGE))
    assert len(named) > 9 and all(any((CHECKOUT / 'test' / 'nodes').rglob(name)) for name in named)


def test_every_other_name_is_a_parameter_or_in_the_status() -> None:
    known = ((CHECKOUT / 'config' / 'tracker.yaml').read_text(encoding='utf-8')
             + (CHECKOUT / 'msg' / 'TrackerStatus.msg').read_text(encoding='utf-8'))
    named = set(re.findall(r'`([a-z]+_[a-z_]+)`', PAGE)) - {'mvlm_tiny'}
    assert named and all(re.search(rf'\b{name}\b', known) for name in named)

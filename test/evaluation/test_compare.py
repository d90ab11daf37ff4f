"""Runs side by side, over what they have in common."""
from __future__ import annotations

import numpy as np
import pytest
from support.runs import summary_of

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.compare import as_table, compare
from vl_tracker_ros.evaluation.protocols import ProtocolError


def figures(**auc: float) -> dict[str, dict[str, float]]:
    return {name: {'auc': value, 'precision': 1.0} for name, value in auc.items()}


def test_only_common_sequences_count() -> None:
    found = compare({'one': summary_of(sequences=figures(a=0.2, b=0.4, c=1.0)),
                     'two': summary_of(sequences=figures(b=0.5, a=0.3, d=0.0), contender='opencv:MIL')})
    assert found.sequences == ['a', 'b'] and found.headline == 'auc'
    assert [row.figures['auc'].mean for row in found.rows] == pytest.approx([0.3, 0.4])
    assert [row.contender for row in found.rows] == ['colour', 'opencv:MIL'] and found.rows[0].differences == {}


def test_differences_are_paired() -> None:
    """Sequences differ widely and the second run is 0.1 better in each: a certain difference of uncertain means."""
    easy_and_hard = np.linspace(0, 0.9, 30)
    runs = {name: summary_of(sequences=figures(**{f's{i}': v + shift for i, v in enumerate(easy_and_hard)}))
            for name, shift in (('one', 0.0), ('two', 0.1))}
    second = compare(runs).rows[1]
    assert second.figures['auc'].high - second.figures['auc'].low > 0.15
    difference = second.differences['auc']
    assert (difference.mean, difference.low, difference.high) == pytest.approx((0.1, 0.1, 0.1))


def test_table_has_a_line_for_each_run() -> None:
    table = as_table(compare({'one': summary_of(), 'two': summary_of(sequences=figures(a=0.6, b=0.8))}))
    head, names, one, two = table.split('\n')
    assert head == 'dev by ope: means over 2 common sequences [95 % bootstrap over sequences]'
    assert names.split() == ['run', 'contender', 'mode', 'auc', 'precision', 'auc', 'to', 'the', 'first']
    assert one.split()[:4] == ['one', 'colour', 'box', '0.600'] and two.endswith('0.100 [0.100, 0.100]')


@pytest.mark.parametrize(('other', 'kind', 'said'), [
    ({'dataset': 'lasot'}, DataError, 'one is on dev, two on lasot'),
    ({'protocol': 'otb'}, ProtocolError, 'one is scored by ope, two by otb'),
    ({'sequences': figures(z=0.5)}, DataError, 'one, two: have no scored sequence in common')])
def test_what_cannot_be_compared(other: dict, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said):
        compare({'one': summary_of(), 'two': summary_of(**other)})

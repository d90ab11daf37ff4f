from __future__ import annotations

import math

from vl_tracker_ros.training.means import Means, means_of


def test_means_begin_anew_once_taken() -> None:
    means = Means()
    for loss in (1.0, 2.0):
        means.add({'loss': loss, 'rate': 0.5})
    assert means_of(means.take()) == {'loss': 1.5, 'rate': 0.5}
    assert means.take() == {}


def test_what_is_not_finite_or_not_always_measured_counts_where_it_is() -> None:
    means = Means()
    for values in ({'grad_norm': math.inf, 'loss': 1.0}, {'grad_norm': 4.0, 'loss': 3.0}, {'extra': 1.0, 'loss': 5.0}):
        means.add(values)
    assert means_of(means.take()) == {'grad_norm': 4.0, 'loss': 3.0, 'extra': 1.0}


def test_sums_go_on_where_they_were_kept() -> None:
    first, rest = Means(), Means()
    first.add({'loss': 1.0})
    rest.sums = first.take()
    rest.add({'loss': 3.0})
    assert means_of(rest.take()) == {'loss': 2.0}

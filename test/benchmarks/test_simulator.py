"""The table of the simulated runs: what it is made of, and that the page shows it."""
from __future__ import annotations

import pytest
import simulator


def test_the_page_shows_the_recorded_runs() -> None:
    page = simulator.PAGE.read_text(encoding='utf-8')
    assert simulator.filled(page, simulator.recorded()) == page, 'run `python benchmarks/simulator.py`'


def test_every_row_is_of_the_same_seeds() -> None:
    seeds = {frozenset(runs) for by_perception in simulator.recorded().values() for runs in by_perception.values()}
    assert len(seeds) == 1


def test_a_run_that_is_repeated_is_the_recorded_one() -> None:
    *_, score = simulator.one_run(('switch', 'truth', 0))
    recorded = simulator.recorded()['switch']['truth']['0']
    numbers = [name for name in recorded if name != 'regained']
    assert [getattr(score, name) for name in numbers] == pytest.approx([recorded[name] for name in numbers], abs=0.05)


def test_a_regain_that_never_came_is_kept_as_such() -> None:
    values = dict(seconds=10.0, in_view=5.0, followed=4.0, false=1.0, judged=4.0, squared_error=16.0, collisions=1,
                  regained=[0.5, None])
    runs = {'0': values, '1': values | {'regained': [0.7]}}
    line = simulator.table({'hidden': {'tracker': runs}}).splitlines()[-1]
    assert line == '| `hidden` | tracker | 50 % | 40 % | 1.0 s | 2.00 m | 2 | 2 of 3 | 0.7 s |'

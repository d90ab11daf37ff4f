"""Several runs side by side, over the sequences that all of them have."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.bootstrap import Interval, bootstrap
from vl_tracker_ros.evaluation.protocols import ProtocolError
from vl_tracker_ros.evaluation.summary import Summary
from vl_tracker_ros.table import aligned


@dataclass(frozen=True)
class Row:
    """One run: its figures, and their differences to the first run's, sequence by sequence; none for the first."""

    run: str
    contender: str
    mode: str
    figures: dict[str, Interval]
    differences: dict[str, Interval]


@dataclass(frozen=True)
class Comparison:
    """headline: the figure by which sequences are compared. Figures are means over `sequences`, the common ones: a
    protocol that pools frames (GOT-10k) or leaves sequences out (LaSOT) gives another figure for the whole run."""

    dataset: str
    protocol: str
    headline: str
    sequences: list[str]
    rows: list[Row]


def compare(runs: Mapping[str, Summary]) -> Comparison:
    """runs by name, at least one. Raises DataError for other data sets and for no common sequence, ProtocolError for
    other protocols."""
    (first_name, first), *others = runs.items()
    for name, other in others:
        if other.dataset != first.dataset:
            raise DataError(f'{first_name} is on {first.dataset}, {name} on {other.dataset}')
        if other.protocol != first.protocol:
            raise ProtocolError(f'{first_name} is scored by {first.protocol}, {name} by {other.protocol}: '
                                'run `vl-tracker eval` again with --protocol, it only scores')
    common = sorted(set.intersection(*(set(summary.sequences) for summary in runs.values())))
    if not common:
        raise DataError(f'{", ".join(runs)}: have no scored sequence in common')
    rows = [_row(name, summary, first, common) for name, summary in runs.items()]
    return Comparison(first.dataset, first.protocol, first.sequence_headline, common, rows)


def _row(name: str, summary: Summary, first: Summary, common: list[str]) -> Row:
    values = {key: np.array([summary.sequences[s][key] for s in common]) for key in summary.sequences[common[0]]}
    base = {key: np.array([first.sequences[s][key] for s in common]) for key in values}
    differences = {} if summary is first else {key: bootstrap(values[key] - base[key]) for key in values}
    return Row(name, summary.contender, summary.mode, {key: bootstrap(v) for key, v in values.items()}, differences)


def as_table(comparison: Comparison) -> str:
    """One line a run: its figures, and the difference of the headline figure to the first run."""
    names = [name for name in (comparison.headline, 'precision', 'normalised_precision')
             if name in comparison.rows[0].figures]
    cells = [['run', 'contender', 'mode', *names, f'{comparison.headline} to the first']]
    for row in comparison.rows:
        difference = row.differences.get(comparison.headline)
        cells.append([row.run, row.contender, row.mode, *(str(row.figures[name]) for name in names),
                      str(difference) if difference else ''])
    head = (f'{comparison.dataset} by {comparison.protocol}: means over {len(comparison.sequences)} common sequences '
            '[95 % bootstrap over sequences]')
    return f'{head}\n{aligned(cells)}'

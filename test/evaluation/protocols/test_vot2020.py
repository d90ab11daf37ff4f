from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from vl_tracker_ros.evaluation.protocols.record import ProtocolError
from vl_tracker_ros.evaluation.protocols.vot2020 import VotRun, VotSequence, vot2020
from vl_tracker_ros.evaluation.protocols.vot_region import parse_region, region_overlap

REFERENCE = json.loads((Path(__file__).parents[2] / 'data' / 'vot2020.json').read_text())
SIZE = tuple(REFERENCE['size_wh'])


def run(overlaps: list[float], without_target: list[int] | None = None) -> VotRun:
    target = np.ones(len(overlaps), bool)
    target[without_target or []] = False
    return VotRun(np.array(overlaps), target)


def test_regions_overlap_as_in_the_toolkit() -> None:
    for a, b, expected in REFERENCE['regions']:
        overlap = region_overlap(parse_region(a, SIZE), parse_region(b, SIZE))
        assert overlap == pytest.approx(expected, abs=1e-12), (a, b)


def test_runs_score_as_in_the_toolkit() -> None:
    sequences = [VotSequence(str(i), length, [run(*r) for r in runs])
                 for i, (length, runs) in enumerate(REFERENCE['sequences'])]
    report = vot2020(sequences)
    expected = {name: REFERENCE[name] for name in ('eao', 'accuracy', 'robustness')}
    assert report.overall == pytest.approx(expected, abs=1e-12)
    assert report.curves['expected_overlap'][::50] == pytest.approx(REFERENCE['curve_every_50'], abs=1e-12)


@pytest.mark.parametrize(('overlaps', 'without_target', 'survived'), [
    ([0.5] * 20, [], 20),
    ([0.5] * 5 + [0.05] * 10 + [0.5], [], 5),
    ([0.5] * 5 + [0.05] * 9 + [0.5] * 5, [], 19),
    ([0.5] * 5 + [0.05] * 10 + [0.5], [7], 16),         # nothing to find in frame 7: no ten in a row
    ([0.1] * 10, [], 0),                                # 0.1 is a miss too
])
def test_ten_misses_in_a_row_are_a_failure(overlaps: list[float], without_target: list[int], survived: int) -> None:
    assert run(overlaps, without_target).survived() == survived


def test_sequence_without_runs() -> None:
    with pytest.raises(ProtocolError, match='ball: no run'):
        vot2020([VotSequence('ball', 100, [])])


@pytest.mark.parametrize('line', ['', 'x', '1,2,3', '1,2,3,4,5,6', 'm1,2', 'm0,0,2,2,3,9', 'm-1,0,2,2,0,1', 'mm'])
def test_lines_that_are_no_regions(line: str) -> None:
    with pytest.raises(ProtocolError):
        parse_region(line, SIZE)

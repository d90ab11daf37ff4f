"""Every protocol gives the official toolkit's numbers, on ordinary sequences and on hard ones."""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from support.reference import load_reference

from vl_tracker_ros.evaluation.protocols import PROTOCOLS, ProtocolError, Record, score

BOXES = load_reference('protocols')
REFERENCE = json.loads((Path(__file__).parents[2] / 'data' / 'protocols.json').read_text())
EXPECTED = REFERENCE['expected']
NAMES = sorted(key[:-3] for key in BOXES if key.endswith('_gt'))


def record(name: str) -> Record:
    return Record(name, BOXES[f'{name}_gt'], BOXES[f'{name}_pred'], BOXES[f'{name}_absent'] > 0,
                  BOXES[f'{name}_shotcut'] > 0, BOXES[f'{name}_cover'], (320, 240))


@pytest.mark.parametrize('protocol', EXPECTED)
@pytest.mark.parametrize('name', [*NAMES, 'ALL'])
def test_equals_the_toolkit(protocol: str, name: str) -> None:
    records = [record(n) for n in (REFERENCE['core'] if name == 'ALL' else [name])]
    expected = EXPECTED[protocol][name]
    if expected is None:
        with pytest.raises(ProtocolError, match=name):
            score(protocol, records)
        return
    overall = score(protocol, records).overall
    assert {key: overall[key] for key in expected} == pytest.approx(expected, abs=1e-6, nan_ok=True)


@pytest.mark.parametrize('protocol', PROTOCOLS)
def test_one_sequence_alone_and_among_others_scores_the_same(protocol: str) -> None:
    core = [record(name) for name in REFERENCE['core']]
    together = score(protocol, core).sequences[core[0].name]
    alone = score(protocol, core[:1]).overall
    assert {key: together[key] for key in alone} == pytest.approx(alone)


@pytest.mark.parametrize('protocol', PROTOCOLS)
def test_what_is_scored_is_not_changed(protocol: str) -> None:
    one = record('s05_zero_pred')
    before = one.predicted.copy(), one.truth.copy()
    score(protocol, [one])
    assert np.array_equal(one.predicted, before[0]) and np.array_equal(one.truth, before[1])


def test_accuracy_rewards_saying_that_the_target_is_gone() -> None:
    """Right, twice rightly nothing, wrongly a box, and an IoU of 18*22 over 20*22."""
    truth = np.array([[10, 10, 20, 20], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [12, 9, 20, 22]], float)
    predicted = np.array([[10, 10, 20, 20], [0, 0, 0, 0], [0, 0, 0, 0], [1, 2, 3, 4], [13, 9, 18, 22]], float)
    said_nothing = np.array([False, True, True, False, False])
    overall = score('vlsot', [Record('unit', truth, predicted, said_nothing=said_nothing)]).overall
    assert overall['accuracy'] == pytest.approx((1 + 1 + 1 + 0 + 0.9) / 5)


def test_unknown_protocol_names_the_known_ones() -> None:
    with pytest.raises(ProtocolError, match="unknown protocol 'otb2015'; there are otb, "):
        score('otb2015', [record('s01_good_float')])


def test_nothing_to_score() -> None:
    with pytest.raises(ProtocolError, match='no sequence'):
        score('otb', [])


@pytest.mark.parametrize(('changes', 'message'), [
    ({'truth': np.zeros((0, 4))}, r'truth should be \(n,4\), not \(0, 4\)'),
    ({'predicted': np.zeros((5, 3))}, r'predicted should be \(n,4\), not \(5, 3\)'),
    ({'absent': np.zeros(4, bool)}, 'absent has 4 lines for 5 true boxes'),
])
def test_arrays_that_do_not_fit(changes: dict[str, np.ndarray], message: str) -> None:
    with pytest.raises(ProtocolError, match=f'walk: {message}'):
        Record(**{'name': 'walk', 'truth': np.ones((5, 4)), 'predicted': np.ones((5, 4)), **changes})


@pytest.mark.parametrize('protocol', ['got10k', 'mgit'])
def test_image_size_is_asked_for(protocol: str) -> None:
    with pytest.raises(ProtocolError, match='walk: .* needs the size of the images'):
        score(protocol, [Record('walk', np.ones((3, 4)), np.ones((3, 4)))])

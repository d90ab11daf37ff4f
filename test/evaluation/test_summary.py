"""The figures of a run, by hand."""
from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from support.runs import NAN, result_of, run_info, sequence_of, summary_of

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.run_folder import RunFolder
from vl_tracker_ros.evaluation.summary import Summary, summarise

HERE, THERE = [10, 10, 20, 20], [50, 30, 20, 20]


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder.create(tmp_path / 'run', run_info())


def test_figures_of_the_protocol_by_sequence_and_attribute(folder: RunFolder) -> None:
    """One sequence all right, one all wrong; each attribute's mean is over those that have it."""
    sequences = [sequence_of('good', [HERE] * 3, attributes={'fast': True, 'small': True, 'dark': False}),
                 sequence_of('bad', [HERE] * 3, attributes={'fast': True, 'small': False, 'dark': False})]
    folder.write('good', result_of([HERE] * 3))
    folder.write('bad', result_of([HERE, THERE, THERE]))
    summary = summarise(folder, sequences)
    right = {'auc': pytest.approx(20 / 21), 'precision': 1, 'normalised_precision': 1}
    wrong = {'auc': 0, 'precision': 0, 'normalised_precision': 0}
    assert summary.sequences == {'good': right, 'bad': wrong} and summary.headline == 'auc'
    assert summary.overall['auc'] == pytest.approx(10 / 21) and len(summary.curves['success']) == 21
    assert summary.attributes == {'fast': {'auc': pytest.approx(10 / 21), 'precision': 0.5,
                                           'normalised_precision': 0.5, 'sequences': 2},
                                  'small': {**right, 'sequences': 1}, 'dark': {'sequences': 0}}
    assert (summary.frames, summary.contender, summary.mode, summary.dataset) == (6, 'colour', 'box', 'dev')


def test_recovery_is_over_all_frames_but_the_given_one(folder: RunFolder) -> None:
    """Away in frames 2 and 5; said lost once of both; back after 1 frame, and never."""
    truth = [HERE, HERE, NAN, HERE, HERE, NAN, HERE]
    folder.write('a', result_of([HERE, HERE, NAN, NAN, HERE, THERE, THERE]))
    found = summarise(folder, [sequence_of('a', truth)]).recovery
    assert found == {'absent_said_lost': 1 / 2, 'lost_said_lost': 2 / 4, 'found_said_lost': 1 / 4,
                     'shown_right': 2 / 4, 'returns': 2, 'regained_median': math.inf, 'regained_within_15': 0.5}


def test_a_stay_does_not_go_on_in_the_next_sequence(folder: RunFolder) -> None:
    sequences = [sequence_of('a', [HERE, HERE, NAN]), sequence_of('b', [HERE, HERE, HERE])]
    for sequence in sequences:
        folder.write(sequence.name, result_of([HERE, HERE, HERE]))
    assert summarise(folder, sequences).recovery['returns'] == 0


def test_calibration_is_of_shown_boxes_with_a_score(folder: RunFolder) -> None:
    nan = float('nan')
    folder.write('a', result_of([HERE, HERE, THERE, NAN, HERE, HERE], scores=[1, 0.9, 0.9, 0.9, nan, 0.3]))
    calibration = summarise(folder, [sequence_of('a', [HERE] * 6)]).calibration
    assert calibration['bins'] == [{'confidence': pytest.approx(0.3), 'accuracy': 1.0, 'count': 1},
                                   {'confidence': pytest.approx(0.9), 'accuracy': 0.5, 'count': 2}]
    assert calibration['ece'] == pytest.approx(0.7 / 3 + 0.4 * 2 / 3)


def test_from_words_the_first_frame_counts(tmp_path: Path) -> None:
    shown = {}
    for mode in ('box', 'text'):
        folder = RunFolder.create(tmp_path / mode, run_info(mode=mode))
        folder.write('a', result_of([HERE, THERE]))
        shown[mode] = summarise(folder, [sequence_of('a', [HERE] * 2)]).recovery['shown_right']
    assert shown == {'box': 0, 'text': 0.5}


def test_speed_leaves_each_first_frame_out(folder: RunFolder) -> None:
    folder.write('a', result_of([HERE] * 4, seconds=[9, 0.01, 0.02, 0.03]))
    speed = summarise(folder, [sequence_of('a', [HERE] * 4)]).speed
    assert speed == {'ms_median': pytest.approx(20), 'ms_p95': pytest.approx(29), 'fps': pytest.approx(50)}


def test_a_peer_without_scores_has_no_calibration(folder: RunFolder) -> None:
    folder.write('a', result_of([HERE] * 2, scores=[float('nan')] * 2))
    calibration = summarise(folder, [sequence_of('a', [HERE] * 2)]).calibration
    assert math.isnan(calibration['ece']) and calibration['bins'] == []


def test_what_is_not_finished_is_missing(folder: RunFolder) -> None:
    folder.write('b', result_of([HERE] * 2))
    summary = summarise(folder, [sequence_of(name, [HERE] * 2) for name in 'cab'])
    assert summary.missing == ['a', 'c'] and list(summary.sequences) == ['b'] and summary.frames == 2


def test_nothing_finished(folder: RunFolder) -> None:
    with pytest.raises(DataError, match='none of 1 sequences is finished'):
        summarise(folder, [sequence_of('a', [HERE] * 2)])


def test_without_truth_there_are_no_figures_but_speed(folder: RunFolder) -> None:
    """GOT-10k's test set: only the first box is public."""
    folder.write('a', result_of([HERE] * 3))
    summary = summarise(folder, [sequence_of('a', [HERE, NAN, NAN])])
    assert summary.overall == summary.sequences == {} and summary.headline == ''
    assert summary.speed['fps'] == pytest.approx(100) and math.isnan(summary.recovery['shown_right'])


def test_results_of_another_data_set_are_noticed(folder: RunFolder) -> None:
    folder.write('a', result_of([HERE] * 3))
    with pytest.raises(DataError, match='a.csv: 3 frames, but a has 2: the data set is not the one that was tracked'):
        summarise(folder, [sequence_of('a', [HERE] * 2)])


def test_the_protocol_knows_what_was_not_shown(tmp_path: Path) -> None:
    """VL-SOT's accuracy rewards silence where the target is absent."""
    folder = RunFolder.create(tmp_path / 'run', run_info(protocol='vlsot'))
    folder.write('a', result_of([HERE, HERE, NAN]))
    assert summarise(folder, [sequence_of('a', [HERE, HERE, [0] * 4])]).overall['accuracy'] == pytest.approx(1)


def test_the_protocol_knows_the_size_of_the_images(tmp_path: Path) -> None:
    """GOT-10k cuts boxes to the image, here 80 wide: what is beyond does not count."""
    folder = RunFolder.create(tmp_path / 'run', run_info(protocol='got10k'))
    folder.write('a', result_of([HERE, [70, 10, 900, 10]]))
    assert summarise(folder, [sequence_of('a', [HERE, [70, 10, 10, 10]])]).overall['ao'] == pytest.approx(1)


def test_file_and_back(tmp_path: Path) -> None:
    summary = summary_of(recovery={'returns': 1, 'regained_median': math.inf}, speed={'fps': 3.0})
    summary.write(tmp_path / 'summary.json')
    plain = json.loads((tmp_path / 'summary.json').read_text(), parse_constant=lambda name: pytest.fail(name))
    assert plain['calibration']['ece'] is None and plain['recovery']['regained_median'] is None
    again = Summary.read(tmp_path / 'summary.json')
    assert math.isnan(again.calibration['ece']) and again.sequences == summary.sequences and again.missing == []


@pytest.mark.parametrize(('text', 'said'), [
    (None, 'is not there: the run was not finished'), ('{', 'summary.json: '), ('[]', 'summary.json: '),
    ('{"protocol": "ope"}', 'missing or unknown'), ('3', 'summary.json: ')])
def test_what_is_no_summary(tmp_path: Path, text: str | None, said: str) -> None:
    if text is not None:
        (tmp_path / 'summary.json').write_text(text)
    with pytest.raises(DataError, match=said):
        Summary.read(tmp_path / 'summary.json')


def test_figures_are_plain_numbers(folder: RunFolder) -> None:
    folder.write('a', result_of([HERE] * 3))
    summary = summarise(folder, [sequence_of('a', [HERE] * 3, attributes={'fast': np.True_})])
    summary.write(folder.summary)
    assert Summary.read(folder.summary).attributes['fast']['sequences'] == 1

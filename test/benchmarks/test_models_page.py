"""docs/models.md says what is in the JSON, and is drawn from the committed one."""
from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ablation_rows import ABLATIONS, Ablations
from measured import Measured
from models_page import NOT_LOOKED_AT, page, read_failures, worst, write_page
from results import RESULTS, peers
from support.checkout import CHECKOUT

from vl_tracker_ros.data.reading import DataError

NONE = Ablations(Path('no_ablations.json'))
AUCS = {f's{i}': i / 10 for i in range(8)}
DEV = {'auc': 0.35, 'auc_median': 0.35, 'precision': 0.6, 'normalised_precision': 0.5, 'shown_right': 0.4,
       'lost_said_lost': 0.1, 'found_said_lost': 0.04, 'ece': 0.2, 'sequences': AUCS, 'frames': 80,
       'auc_singled_out': 0.5, 'singled_out': 4, 'success': [1.0, 0.5, 0.0],
       'bins': [{'confidence': 0.9, 'accuracy': 0.7, 'count': 10}]}
LOOK_ALIKES = {'videos': 20, 'right_object': 0.95, 'hidden_said_lost': 0.5, 'found_said_lost': 0.01,
               'regained_soon': 0.9, 'regained_median': None, 'ece': 0.1, 'lost_said_lost': 0.5, 'shown_right': 0.5}


@pytest.fixture
def measured(tmp_path: Path) -> Measured:
    found = Measured(tmp_path / 'results.json')
    found.put_peers({'NanoTrackV2': {'auc': 0.655, 'auc_median': 0.68, 'precision': 0.9, 'normalised_precision': 0.8,
                                     'to_peer': 0.345, 'sequences': AUCS}})
    for part, figures in {'dev/box': DEV, 'dev/text': {**DEV, 'auc_singled_out': 0.45}, 'look_alikes/text': LOOK_ALIKES,
                          'size': {'parameters': 3_000_000, 'tracker_parameters': 2_000_000, 'bytes': 13_000_000},
                          }.items():
        found.put('a', part, 'f', figures)
    return found


def row_of(text: str, *cells: str) -> str:
    return next(line for line in text.splitlines() if line.startswith('| ' + ' | '.join(cells)))


def test_figures_are_where_they_belong(measured: Measured, tmp_path: Path) -> None:
    text = page(measured, NONE, tmp_path / 'none.yaml')
    assert '0.350 [' in row_of(text, '`a`', 'the first box') and '20.0%' not in row_of(text, '`a`', 'the first box')
    assert row_of(text, '`a`', '4').endswith('| 0.450 | 0.500 | 0.900 |')
    assert row_of(text, '`a`', '3.0', '2.0', '13.0').endswith('| – | – | – |'), 'the speed was not measured'
    assert '| 95.0% | 50.0% | 1.0% | 90.0% | – | 0.100 |' in row_of(text, '`a`', 'words alone', '95.0%')


def test_targets_that_are_reached_are_bold(measured: Measured, tmp_path: Path) -> None:
    text = page(measured, NONE, tmp_path / 'none.yaml')
    assert row_of(text, 'the right one of four').endswith('| 90.0% | **95.0%** |')
    assert row_of(text, 'AUC from the first box').endswith('| 0.655 | 0.350 |')
    assert row_of(text, 'AUC by words').endswith('| 0.800 | **0.900** |')
    assert row_of(text, 'the same on real video').endswith('| 5.0% | **4.0%** |')


def test_the_five_worst_failures_have_their_sentence_or_say_that_none_was_written(measured: Measured,
                                                                                 tmp_path: Path) -> None:
    (tmp_path / 'why.yaml').write_text(yaml.safe_dump({'a': {'box': {'s0': 'a twin passes', 's7': 'is no failure'}}}))
    text = page(measured, NONE, tmp_path / 'why.yaml')
    assert worst(DEV) == ['s0', 's1', 's2', 's3', 's4'] and 'is no failure' not in text
    assert row_of(text, 's0', '0.000', '0.000') == '| s0 | 0.000 | 0.000 | a twin passes |'
    assert text.count(NOT_LOOKED_AT) == 9


def test_plots_are_small_and_hold_no_frames(measured: Measured, tmp_path: Path) -> None:
    write_page(measured, NONE, tmp_path)
    pictures = {path.name: path.stat().st_size for path in (tmp_path / 'images').iterdir()}
    assert set(pictures) == {'success_box.png', 'reliability_a.png'} and max(pictures.values()) < 100_000


def test_peers_are_read_with_their_time_in_times_of_csrt(tmp_path: Path) -> None:
    path = tmp_path / 'peers.json'
    path.write_text('{"mean": {"CSRT": {"auc": 0.5, "auc_median": 0.6, "p20": 0.7, "pn": 0.4, "ms_median": 20.0}}, '
                    '"per_sequence": {"CSRT": {"a": {"auc": 0.5}}}}')
    assert peers(path) == {'CSRT': {'auc': 0.5, 'auc_median': 0.6, 'precision': 0.7, 'normalised_precision': 0.4,
                                    'to_peer': 1.0, 'sequences': {'a': 0.5}}}
    path.write_text('{"mean": {}}')
    with pytest.raises(DataError, match='peers.json'):
        peers(path)


def test_the_committed_page_is_drawn_from_the_committed_figures() -> None:
    """Else: python benchmarks/results.py"""
    drawn = page(Measured(RESULTS), Ablations(ABLATIONS))
    assert (CHECKOUT / 'docs' / 'models.md').read_text(encoding='utf-8') == drawn


def test_sentences_are_about_what_was_measured() -> None:
    found = Measured(RESULTS)
    for bundle, modes in read_failures(CHECKOUT / 'benchmarks' / 'failures.yaml').items():
        for mode, sentences in modes.items():
            assert set(sentences) <= set(found.figures(bundle, f'dev/{mode}')['sequences']), (bundle, mode)

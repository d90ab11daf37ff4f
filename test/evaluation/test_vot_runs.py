"""Runs from anchors become the figures of their sequences, by hand, and files that `vl-tracker score` takes."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.runs import NAN, result_of, run_info
from support.vot import FRAMES, write_vot

from vl_tracker_ros.evaluation.compare import compare
from vl_tracker_ros.evaluation.conclude import conclude
from vl_tracker_ros.evaluation.datasets import load_dataset
from vl_tracker_ros.evaluation.protocols.vot2020 import vot2020
from vl_tracker_ros.evaluation.run_folder import RunFolder
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.evaluation.summary import Summary, summarise
from vl_tracker_ros.evaluation.vot_files import load_vot

AWAY = [0, 0, 5, 5]


@pytest.fixture
def runs(tmp_path: Path) -> list[Sequence]:
    write_vot(tmp_path / 'data' / 'ball')
    return load_dataset('vot2020', tmp_path / 'data')


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder.create(tmp_path / 'run', run_info(dataset='vot2020', reader='vot2020', protocol='vot2020'))


def test_figures_of_a_sequence(runs: list[Sequence], folder: RunFolder) -> None:
    """Two runs of ten frames, the first right in all, the other in none: its ten misses include the given frame."""
    folder.write(runs[0].name, result_of(runs[0].boxes_xywh_px))
    folder.write(runs[1].name, result_of([runs[1].boxes_xywh_px[0], *[AWAY] * 5, *[NAN] * 4]))
    summary = summarise(folder, runs)
    assert summary.sequences == {'ball': {'average_overlap': 0.5, 'accuracy': 0.9, 'robustness': 0.5}}
    assert summary.overall == {'eao': 0, 'accuracy': 0.9, 'robustness': 0.5} and summary.headline == 'eao'
    assert summary.sequence_headline == 'average_overlap'
    assert summary.frames == 20 and summary.recovery['shown_right'] == pytest.approx(9 / 14)


def test_boxes_are_scored_by_the_mask_not_by_its_box(runs: list[Sequence], folder: RunFolder, tmp_path: Path) -> None:
    """Of each 24x24 window only the first half of the rows is the target."""
    truth = tmp_path / 'data' / 'ball' / 'groundtruth.txt'
    lines = truth.read_text().split()
    truth.write_text('\n'.join([line.replace('576', '276,24,276') for line in lines]))
    again = load_dataset('vot2020', tmp_path / 'data')
    for run in again:
        folder.write(run.name, result_of(run.boxes_xywh_px))
    assert summarise(folder, again).sequences['ball']['average_overlap'] == pytest.approx((276 + 276) / 576)


def test_the_official_eao_counts_run_lengths_from_115_to_754(tmp_path: Path, folder: RunFolder) -> None:
    """A perfect run of 130 frames: the curve is 1 for lengths up to 129, and 0 where there is no run."""
    write_vot(tmp_path / 'long' / 'ball')
    ball = tmp_path / 'long' / 'ball'
    for t in range(FRAMES + 1, 131):
        (ball / 'color' / f'{t:08d}.jpg').write_bytes((ball / 'color' / '00000001.jpg').read_bytes())
    (ball / 'groundtruth.txt').write_text('20,30,24,24\n' * 130)
    (ball / 'anchor.value').write_text('\n'.join(['1'] + ['0'] * 129))
    (run,) = load_dataset('vot2020', tmp_path / 'long')
    folder.write(run.name, result_of(run.boxes_xywh_px))
    assert summarise(folder, [run]).overall['eao'] == pytest.approx(15 / 640)


def test_files_score_as_the_run_does(runs: list[Sequence], folder: RunFolder, tmp_path: Path) -> None:
    shifted = runs[1].boxes_xywh_px + [3.4567, 0.5, 0, 0]
    shifted[4] = np.nan
    folder.write(runs[0].name, result_of(runs[0].boxes_xywh_px))
    folder.write(runs[1].name, result_of(shifted))
    summary = conclude(folder, runs)
    assert Summary.read(folder.summary).sequences.keys() == {'ball'} and (folder.strips / 'ball.jpg').is_file()
    assert (folder.plots / 'expected_overlap.svg').is_file() and 'How vot2020 counts' in folder.report.read_text()
    lines = (folder.path / 'baseline' / 'ball' / 'ball_00000009.txt').read_text().splitlines()
    assert lines[0] == '1' and lines[1] == '47.457,30.500,24.000,24.000' and lines[4] == '0'
    report = vot2020(load_vot(tmp_path / 'data', folder.path / 'baseline'))
    assert (report.overall, report.sequences) == (summary.overall, summary.sequences)
    assert compare({'one': summary, 'other': summary}).headline == 'average_overlap'


def test_a_sequence_is_scored_when_all_of_its_runs_are_finished(runs: list[Sequence], folder: RunFolder,
                                                                tmp_path: Path) -> None:
    write_vot(tmp_path / 'data' / 'cup')
    both = load_dataset('vot2020', tmp_path / 'data')
    for run in both[:3]:
        folder.write(run.name, result_of(run.boxes_xywh_px))
    summary = summarise(folder, both)
    assert list(summary.sequences) == ['ball'] and summary.missing == ['cup_00000009'] and summary.frames == 30


def test_a_run_of_one_frame_counts(runs: list[Sequence], folder: RunFolder, tmp_path: Path) -> None:
    """Nothing of it can be right: its one frame is the given one."""
    (tmp_path / 'data' / 'ball' / 'anchor.value').write_text('\n'.join(['1'] + ['0'] * (FRAMES - 2) + ['1']))
    both = load_dataset('vot2020', tmp_path / 'data')
    for run in both:
        folder.write(run.name, result_of(run.boxes_xywh_px))
    assert summarise(folder, both).sequences['ball']['accuracy'] == pytest.approx((FRAMES - 1) / (FRAMES + 1))

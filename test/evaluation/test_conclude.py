from __future__ import annotations

from pathlib import Path

from support.runs import NAN, result_of, run_info, sequence_of

from vl_tracker_ros.evaluation.conclude import conclude
from vl_tracker_ros.evaluation.run_folder import RunFolder
from vl_tracker_ros.evaluation.summary import Summary


def test_summary_and_report_are_written(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / 'run', run_info())
    folder.write('a', result_of([[1, 2, 3, 4]] * 2))
    summary = conclude(folder, [sequence_of('a', [[1, 2, 3, 4]] * 2)])
    assert Summary.read(folder.summary).overall == summary.overall == {
        'auc': 20 / 21, 'precision': 1, 'normalised_precision': 1}
    assert folder.report.is_file() and list(folder.plots.iterdir()) and list(folder.strips.iterdir())


def test_a_run_without_truth_has_them_too(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / 'run', run_info())
    folder.write('a', result_of([[1, 2, 3, 4]] * 2))
    assert conclude(folder, [sequence_of('a', [[1, 2, 3, 4], NAN])]).overall == {}
    assert folder.report.is_file()

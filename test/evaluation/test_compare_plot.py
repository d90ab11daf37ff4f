from __future__ import annotations

from pathlib import Path

import cv2
from support.runs import summary_of

from vl_tracker_ros.evaluation.compare import compare
from vl_tracker_ros.evaluation.compare_plot import plot_comparison


def test_plot_is_a_picture(tmp_path: Path) -> None:
    comparison = compare({'one': summary_of(), 'two': summary_of(sequences={'a': {'auc': 0.9}, 'b': {'auc': 0.9}})})
    for name in ('plot.png', 'plot.svg'):
        plot_comparison(comparison, tmp_path / name)
    assert cv2.imread(str(tmp_path / 'plot.png')).std() > 5 and '<svg' in (tmp_path / 'plot.svg').read_text()

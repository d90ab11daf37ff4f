"""The plots of docs/models.md; they show curves, no frames."""
from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from measured import Measured

from vl_tracker_ros.evaluation.report.curves import PANELS, draw_curves
from vl_tracker_ros.evaluation.report.reliability import plot_reliability


def draw_plots(measured: Measured, folder: Path) -> None:
    """success_box.png of all bundles, and reliability_BUNDLE.png of each, as far as they were measured."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {name: figures for name in measured.bundles if (figures := measured.figures(name, 'dev/box'))}
    with TemporaryDirectory() as scratch:
        if found:
            draw_curves(PANELS[0], [(f['auc'], name, f['success']) for name, f in found.items()],
                        Path(scratch) / 'success_box')
        for name, figures in found.items():
            if figures['bins']:
                plot_reliability(figures, Path(scratch) / f'reliability_{name}')
        for path in Path(scratch).glob('*.png'):
            (folder / path.name).write_bytes(path.read_bytes())

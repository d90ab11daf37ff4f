"""What a run measures: log.csv, the same figures for TensorBoard, and their curves."""
from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from torch.utils.tensorboard import SummaryWriter

from vl_tracker_ros.training.curves import draw_curves
from vl_tracker_ros.training.run_files import write_whole

LOG, CURVES, EVENTS = 'log.csv', 'curves.png', 'tensorboard'
Row = dict[str, float]


def read_log(path: Path) -> list[Row]:
    """The rows of a log.csv; a column that a row does not have is left out of it."""
    with path.open(newline='', encoding='utf-8') as file:
        return [{name: _number(text) for name, text in row.items() if text} for row in csv.DictReader(file)]


def _number(text: str) -> float:
    return int(text) if text.lstrip('-').isdigit() else float(text)


class RunLog:
    """Of the run in `folder` that has done `step` steps: what an interrupted run logged after them is dropped."""

    def __init__(self, folder: Path, step: int) -> None:
        self._folder = folder
        path = folder / LOG
        self._rows = [row for row in read_log(path) if row['step'] <= step] if path.exists() else []
        self._events = SummaryWriter(str(folder / EVENTS), purge_step=step + 1)

    def add(self, row: Row) -> None:
        """Write the row, with its step, to all three and print it. Raises OSError when a file cannot be written."""
        row = {name: value if isinstance(value, int) else float(f'{value:.5g}') for name, value in row.items()}
        self._rows.append(row)
        write_whole(self._folder / LOG, lambda path: _write(path, self._rows))
        write_whole(self._folder / CURVES, lambda path: draw_curves(self._rows, path))
        for name, value in row.items():
            self._events.add_scalar(name, value, row['step'])
        self._events.flush()
        print(' '.join(f'{name}={value}' for name, value in row.items()), flush=True)

    def close(self) -> None:
        self._events.close()


def _write(path: Path, rows: Sequence[Row]) -> None:
    columns = dict.fromkeys(name for row in rows for name in row)      # a resumed run may measure more
    with path.open('w', newline='', encoding='utf-8') as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)

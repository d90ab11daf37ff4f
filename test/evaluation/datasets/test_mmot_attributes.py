"""Attributes by our names, and their figures in a summary, are the MMOT toolkit's once scaled as it scales them."""
from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from support.reference import load_reference

from vl_tracker_ros.evaluation.datasets.webuav3m import VLSOT, WEBUAV3M, Columns, attributes_of
from vl_tracker_ros.evaluation.run_folder import RunFolder, RunInfo, SequenceResult
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.evaluation.summary import summarise

BOXES = load_reference('protocols')
REFERENCE = json.loads((Path(__file__).parents[2] / 'data' / 'mmot_attributes.json').read_text())
FIGURES = ('auc', 'precision', 'normalised_precision', 'complete_auc')      # of a toolkit's row


_BLANK = np.broadcast_to(np.uint8(0), (4000, 4000, 3))     # of no memory


def sequence(name: str, columns: Columns, values: list[int], folder: Path) -> Sequence:
    """With attributes as read from an attributes.txt."""
    path, truth = folder / f'{name}.txt', BOXES[f'{name}_gt']
    path.write_text(','.join(map(str, values)))
    return Sequence(name, [_BLANK] * len(truth), truth, attributes=attributes_of(path, columns))


def finished(folder: Path, protocol: str, names: list[str]) -> RunFolder:
    run = RunFolder.create(folder, RunInfo(protocol, protocol, '', protocol, 'peer', 'box', '', 1, '0'))
    for name in names:
        boxes, count = BOXES[f'{name}_pred'], len(BOXES[f'{name}_pred'])
        run.write(name, SequenceResult(boxes, np.ones(count), ['tracking'] * count, np.ones(count)))
    return run


@pytest.mark.parametrize(('protocol', 'columns'), [('webuav3m', WEBUAV3M), ('vlsot', VLSOT)])
def test_equal_the_toolkit(protocol: str, columns: Columns, tmp_path: Path) -> None:
    """The toolkit sums over the sequences that have an attribute and divides by the number of all."""
    values, toolkit = REFERENCE[protocol]['columns'], REFERENCE[protocol]['toolkit']
    sequences = [sequence(name, columns, row, tmp_path) for name, row in values.items()]
    ours = summarise(finished(tmp_path / 'run', protocol, list(values)), sequences).attributes
    assert list(ours) == [name.lower() for name in toolkit]
    for name, row in toolkit.items():
        figures = ours[name.lower()]
        scaled = [figures[key] * figures['sequences'] / len(sequences) for key in FIGURES]
        assert scaled == pytest.approx(row, abs=1e-6), name

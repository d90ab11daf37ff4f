"""Anchors become runs: their order, their boxes, and what is wrong with a sequence."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.vot import BACKWARDS, FORWARDS, FRAMES, write_vot

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.datasets import load_dataset
from vl_tracker_ros.evaluation.shards import Shard, select


@pytest.fixture
def ball(tmp_path: Path) -> Path:
    write_vot(tmp_path / 'ball')
    return tmp_path / 'ball'


def test_a_run_for_each_anchor(ball: Path) -> None:
    forwards, backwards = load_dataset('vot2020', ball.parent)
    assert (forwards.name, backwards.name) == ('ball_00000002', 'ball_00000009')
    assert forwards.scored_as == backwards.scored_as == 'ball'
    for run, frames in ((forwards, range(FORWARDS, FRAMES)), (backwards, range(BACKWARDS, -1, -1))):
        assert run.boxes_xywh_px.tolist() == [[20 + 3 * t, 30, 24, 24] for t in frames]
        assert [path.stem for path in run.images.paths] == [f'{t + 1:08d}' for t in frames]


def test_the_start_is_the_upright_box_of_the_mask_and_nothing_is_nan(ball: Path) -> None:
    """A mask with holes: rows 0110, 0010 in a window at 5,7; and an empty one."""
    lines = ['m5,7,4,2,1,2,3,1,1'] * FRAMES
    lines[4] = 'm0,0,0,0'
    (ball / 'groundtruth.txt').write_text('\n'.join(lines))
    run = load_dataset('vot2020', ball.parent)[0]
    assert run.boxes_xywh_px[0].tolist() == [6, 7, 2, 2] and np.isnan(run.boxes_xywh_px[4 - FORWARDS]).all()


@pytest.mark.parametrize('count', [1, 2, 5])
def test_the_runs_of_a_sequence_lie_in_one_shard_and_are_chosen_by_its_name(ball: Path, count: int) -> None:
    write_vot(ball.parent / 'cup')
    runs = load_dataset('vot2020', ball.parent)
    assert [run.name for run in select(runs, ['cup'])] == ['cup_00000002', 'cup_00000009']
    holding = [i for i in range(1, count + 1) if Shard(i, count).holds('ball')]
    parts = [run for run in select(runs, ['ball'], Shard(holding[0], count))]
    assert len(parts) == 2


@pytest.mark.parametrize(('file', 'content', 'message'), [
    ('anchor.value', '0\n' * FRAMES, 'anchor.value: has no anchor'),
    ('anchor.value', '1\n0\n', f'anchor.value: 2 lines, but groundtruth.txt has {FRAMES}'),
    ('anchor.value', None, 'anchor.value: cannot be read'),
    ('sequence', 'name=ball\nwidth=160\n', 'sequence: has no width and height'),
    ('sequence', None, 'sequence: missing'),
    ('sequence', 'width=40\nheight=120\n', 'groundtruth.txt:1: a mask that reaches to 44x54, in images of 40x120'),
    ('groundtruth.txt', '1,2,3\n' * FRAMES, 'groundtruth.txt:1: .* is neither a rectangle nor a mask'),
    ('groundtruth.txt', '1,2,3,4\n' * 3, 'ball: 12 images, but groundtruth.txt has 3 lines'),
    ('groundtruth.txt', '0\n' * FRAMES, 'anchor.value:3: an anchor in a frame without a target'),
    ('groundtruth.txt', None, 'no sequence .a folder with groundtruth.txt. here'),
])
def test_what_is_wrong_is_named(ball: Path, file: str, content: str | None, message: str) -> None:
    (ball / file).unlink()
    if content is not None:
        (ball / file).write_text(content)
    with pytest.raises(DataError, match=message):
        load_dataset('vot2020', ball.parent)


def test_packages_of_bags_and_tables_are_imported_only_for_them(ball: Path) -> None:
    code = ('import sys; from pathlib import Path; from vl_tracker_ros.evaluation.datasets import load_dataset; '
            f'load_dataset("vot2020", Path({str(ball.parent)!r})); '
            'sys.exit(bool({"rosbags", "openpyxl"} & sys.modules.keys()))')
    assert subprocess.run([sys.executable, '-c', code], check=False).returncode == 0

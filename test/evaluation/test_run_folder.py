"""What is written is read back, and what is half written is not taken for a result."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.runs import NAN, result_of, run_info

from vl_tracker_ros.data.box_file import read_boxes, read_column
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.run_folder import RunFolder

RESULT = result_of([[1, 2, 3, 4.5], NAN, [7, 8, 9, 10]], scores=[0.25, float('nan'), 1.0])


@pytest.fixture
def folder(tmp_path: Path) -> RunFolder:
    return RunFolder.create(tmp_path / 'run', run_info())


def test_what_is_written_is_read_back(folder: RunFolder) -> None:
    folder.write('walk', RESULT)
    again = folder.read('walk')
    for name in ('boxes_xywh_px', 'scores', 'seconds'):
        assert np.array_equal(getattr(again, name), getattr(RESULT, name), equal_nan=True)
    assert again.states == ['tracking', 'lost', 'tracking'] and again.shown.tolist() == [True, False, True]
    assert folder.finished() == ['walk'] and folder.is_finished('walk')


def test_toolkits_get_numbers_in_every_line(folder: RunFolder) -> None:
    folder.write('walk', RESULT)
    boxes, _ = read_boxes(folder.path / 'results' / 'walk.txt')
    assert boxes.tolist() == [[1, 2, 3, 4.5], [0, 0, 0, 0], [7, 8, 9, 10]]
    assert read_column(folder.path / 'results' / 'walk_time.txt').tolist() == [1, 0.01, 0.01]


@pytest.mark.parametrize('missing', range(3))
def test_a_sequence_with_a_file_missing_is_not_finished(folder: RunFolder, missing: int) -> None:
    folder.write('walk', RESULT)
    folder.files('walk')[missing].unlink()
    assert not folder.is_finished('walk') and folder.finished() == []


@pytest.mark.parametrize('broken', range(3))
def test_a_full_disk_leaves_nothing_half_written(folder: RunFolder, broken: int) -> None:
    target = folder.files('walk')[broken]
    target.with_name(target.name + '.part').symlink_to('/dev/full')
    with pytest.raises(OSError, match='No space left'):
        folder.write('walk', RESULT)
    assert not folder.is_finished('walk') and not target.exists()
    assert not list(folder.path.rglob('*.part'))
    folder.write('walk', RESULT)
    assert folder.is_finished('walk')


def test_the_same_run_goes_on_and_may_be_scored_otherwise(folder: RunFolder) -> None:
    folder.write('walk', RESULT)
    again = RunFolder.create(folder.path, run_info(protocol='otb', root='elsewhere', sequences=['walk']))
    assert again.finished() == ['walk'] and again.info.protocol == 'otb'


@pytest.mark.parametrize(('other', 'said'), [
    ({'contender': 'opencv:MIL'}, 'contender: colour and opencv:MIL'), ({'mode': 'text'}, 'mode: box and text'),
    ({'dataset': 'lasot'}, 'dataset: dev and lasot'), ({'sha256': 'ab'}, 'sha256: none and ab'),
    ({'device': 'cuda'}, 'device: cpu and cuda'), ({'version': '2'}, 'version: 1 and 2'),
    ({'shard': '1/2'}, 'shard: none and 1/2')])
def test_another_run_in_the_same_folder_is_refused(folder: RunFolder, other: dict[str, str], said: str) -> None:
    with pytest.raises(DataError, match='holds another run') as error:
        RunFolder.create(folder.path, run_info(**other))
    assert said in str(error.value) and folder.info == run_info()


def test_runs_from_before_devices_were_told_ran_on_the_cpu(folder: RunFolder) -> None:
    path = folder.path / 'run.yaml'
    path.write_text(path.read_text().replace('device: cpu\n', ''))
    assert folder.info == run_info()


@pytest.mark.parametrize(('content', 'said'), [
    (None, 'is not the folder of a run: it has no run.yaml'), ('dataset: dev\n', 'run.yaml: '),
    (': :\n- [', 'run.yaml'),
    ('', 'run.yaml')])
def test_what_is_no_run_folder(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / 'run.yaml').write_text(content)
    with pytest.raises(DataError, match=said):
        RunFolder(tmp_path).info


@pytest.mark.parametrize(('line', 'said'), [
    ('0,1,2,3,4,0.5', 'walk.csv:2: 6 columns, should be 7'), ('0,1,2,x,4,0.5,lost', 'walk.csv:2: could not convert')])
def test_a_damaged_line_is_named(folder: RunFolder, line: str, said: str) -> None:
    folder.write('walk', RESULT)
    frames = folder.files('walk')[0]
    frames.write_text(frames.read_text().split('\n')[0] + f'\n{line}\n')
    with pytest.raises(DataError, match=said):
        folder.read('walk')


def test_times_of_another_length(folder: RunFolder) -> None:
    folder.write('walk', RESULT)
    folder.files('walk')[1].write_text('0.1\n')
    with pytest.raises(DataError, match='walk_time.txt: 1 lines, but walk.csv has 3 frames'):
        folder.read('walk')


def test_a_file_without_frames(folder: RunFolder) -> None:
    folder.write('walk', RESULT)
    folder.files('walk')[0].write_text('')
    with pytest.raises(DataError, match='walk.csv:1: should be frame,x,y,w,h,score,state'):
        folder.read('walk')

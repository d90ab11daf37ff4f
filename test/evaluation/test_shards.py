"""Parts of a data set are the same everywhere, and the parts of a run become one."""
from __future__ import annotations

from pathlib import Path

import pytest
from support.runs import result_of, run_info, sequence_of

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.run_folder import RunFolder
from vl_tracker_ros.evaluation.shards import Shard, merge, select

BOX = [1, 2, 3, 4]
SEQUENCES = [sequence_of(f'airplane-{i}', [BOX] * 2) for i in range(40)]


@pytest.mark.parametrize('count', [1, 3, 7])
def test_shards_are_a_partition(count: int) -> None:
    parts = [[s.name for s in select(SEQUENCES, shard=Shard(i, count))] for i in range(1, count + 1)]
    assert sorted(name for part in parts for name in part) == sorted(s.name for s in SEQUENCES)
    assert max(map(len, parts)) < 40 / count * 2 + 1


def test_a_shard_stays_what_it_was() -> None:
    """Written down: a run begun with an older version goes on with a newer one."""
    names = 'basketball-1', 'bird-17', 'car-2', 'zebra-9', 'Überwachung'
    assert [next(i for i in range(1, 5) if Shard(i, 4).holds(name)) for name in names] == [3, 4, 2, 4, 2]


@pytest.mark.parametrize('text', ['0/4', '5/4', '1', '/', 'a/b', '1/0', '-1/4', '1/4/2', ''])
def test_what_is_no_shard(text: str) -> None:
    with pytest.raises(ValueError, match='is not I/N'):
        Shard.parse(text)
    assert str(Shard.parse('2/4')) == '2/4'


def test_select_names_what_there_is_not() -> None:
    assert [s.name for s in select(SEQUENCES, ['airplane-3', 'airplane-1'])] == ['airplane-1', 'airplane-3']
    with pytest.raises(DataError, match='no sequence b, c among the 40'):
        select(SEQUENCES, ['c', 'airplane-1', 'b'])
    with pytest.raises(DataError, match='shard .* holds none of 1 sequences'):
        next(select(SEQUENCES, ['airplane-1'], Shard(i, 50)) for i in range(1, 51)
             if not Shard(i, 50).holds('airplane-1'))


def part(path: Path, *names: str, **other) -> RunFolder:
    folder = RunFolder.create(path, run_info(**other))
    for name in names:
        folder.write(name, result_of([BOX] * 2))
    return folder


def test_parts_become_one_run(tmp_path: Path) -> None:
    one = part(tmp_path / '1', 'a', 'c', shard='1/2')
    two = part(tmp_path / '2', 'b', shard='2/2', root='elsewhere')
    two.files('half')[0].write_text('frame')
    merged = merge(tmp_path / 'out', [one, two])
    assert merged.finished() == ['a', 'b', 'c'] and merged.info == run_info()
    assert merged.read('b').boxes_xywh_px.tolist() == [BOX] * 2
    assert merge(tmp_path / 'out', [one, two]).finished() == ['a', 'b', 'c']


def test_parts_of_named_sequences(tmp_path: Path) -> None:
    one, two = part(tmp_path / '1', 'a', sequences=['a']), part(tmp_path / '2', 'b', sequences=['b', 'c'])
    assert merge(tmp_path / 'out', [one, two]).info.sequences == ['a', 'b', 'c']


def test_parts_of_different_runs(tmp_path: Path) -> None:
    folders = [part(tmp_path / '1', 'a', shard='1/2'), part(tmp_path / '2', 'b', shard='2/2', mode='text')]
    with pytest.raises(DataError, match='are no parts of one run: mode: box and text'):
        merge(tmp_path / 'out', folders)
    assert not (tmp_path / 'out').exists()

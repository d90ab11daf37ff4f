"""`vl-tracker compare`: tables of runs, and shards made one."""
from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.runs import result_of, run_info, summary_of
from support.walk import AWAY, FRAMES, write_walk

from vl_tracker_ros.cli.eval import INCOMPLETE
from vl_tracker_ros.cli.main import BAD_INPUT, main
from vl_tracker_ros.evaluation import conclude
from vl_tracker_ros.evaluation.run_folder import RunFolder
from vl_tracker_ros.evaluation.summary import Summary


@pytest.fixture(autouse=True)
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes seconds, and test_conclude.py sees that it is written."""
    monkeypatch.setattr(conclude, 'write_report', lambda *_: None)


@pytest.fixture
def runs(tmp_path: Path) -> list[str]:
    """Two runs; the second is better by 0.1 in the one sequence that both have."""
    for name, sequences in (('one', {'a': {'auc': 0.5}, 'b': {'auc': 0.1}}), ('two', {'a': {'auc': 0.6}})):
        (tmp_path / name).mkdir()
        summary_of(sequences=sequences).write(tmp_path / name / 'summary.json')
    return [str(tmp_path / 'one'), str(tmp_path / 'two')]


def test_table_json_and_plot(runs: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(tmp_path / 'table.json'), str(tmp_path / 'plot.svg')]
    assert main(['compare', *runs, '--json', files[0], '--plot', files[1]]) == 0
    assert 'means over 1 common sequences' in capsys.readouterr().out
    found = json.loads((tmp_path / 'table.json').read_text())
    assert [row['figures']['auc']['mean'] for row in found['rows']] == [0.5, 0.6]
    assert found['rows'][1]['differences']['auc']['low'] == pytest.approx(0.1) and found['sequences'] == ['a']
    assert '<svg' in (tmp_path / 'plot.svg').read_text()


def test_a_run_that_was_not_finished(runs: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['compare', *runs, str(tmp_path / 'three')]) == BAD_INPUT
    error = capsys.readouterr().err
    assert 'summary.json: is not there: the run was not finished' in error and error.count('\n') == 1


@pytest.fixture
def shards(tmp_path: Path) -> list[str]:
    """Shards of a run over three sequences; the first two are tracked, perfectly."""
    boxes = [[20 + 3 * t, 30, 24, 24] if t != AWAY else [float('nan')] * 4 for t in range(FRAMES)]
    info, folders = run_info(root=str(tmp_path / 'data')), []
    for shard, name in enumerate(('a', 'b', 'c'), start=1):
        write_walk(tmp_path / 'data' / name)
        folder = RunFolder.create(tmp_path / f'shard{shard}', replace(info, shard=f'{shard}/3'))
        if name != 'c':
            folder.write(name, result_of(boxes))
        folders.append(folder)
    return [str(folder.path) for folder in folders]


def test_shards_become_a_run(shards: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['compare', '--merge', str(tmp_path / 'all'), *shards]) == INCOMPLETE
    assert 'not finished: c' in capsys.readouterr().out
    RunFolder(Path(shards[2])).write('c', RunFolder(Path(shards[0])).read('a'))
    assert main(['compare', '--merge', str(tmp_path / 'all'), *shards]) == 0
    summary = Summary.read(tmp_path / 'all' / 'summary.json')
    assert sorted(summary.sequences) == ['a', 'b', 'c'] and summary.overall['precision'] == 1
    assert summary.recovery['lost_said_lost'] == 1 and summary.frames == 3 * FRAMES


def test_the_data_set_may_be_elsewhere(shards: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / 'data').rename(tmp_path / 'moved')
    merge = ['compare', '--merge', str(tmp_path / 'all'), *shards]
    assert main(merge) == BAD_INPUT and f'{tmp_path / "data"}: no such folder' in capsys.readouterr().err
    assert main([*merge, '--root', str(tmp_path / 'moved')]) == INCOMPLETE


def test_what_are_no_shards(shards: list[str], runs: list[str], tmp_path: Path,
                            capsys: pytest.CaptureFixture[str]) -> None:
    assert main(['compare', '--merge', str(tmp_path / 'all'), shards[0], runs[0]]) == BAD_INPUT
    assert 'is not the folder of a run: it has no run.yaml' in capsys.readouterr().err

"""eval-node end to end: two rendered sequences through real processes, and what is said when it cannot work."""
from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from support.squares import scene
from support.vot import write_vot

from vl_tracker_ros.cli.main import BAD_INPUT, main
from vl_tracker_ros.evaluation.run_folder import RunFolder

FRAMES = 30


def write_sequence(folder: Path, colour: str, step: int) -> None:
    """A square goes right past another one that stands; its sentence names it."""
    (folder / 'img').mkdir(parents=True)
    other = 'blue' if colour == 'red' else 'red'
    boxes = []
    for t in range(FRAMES):
        x = 20 + step * t
        cv2.imwrite(str(folder / 'img' / f'{t:04d}.png'), scene(**{other: (100, 80), colour: (x, 20)}))
        boxes.append(f'{x},20,24,24')
    (folder / 'groundtruth.txt').write_text('\n'.join(boxes) + '\n')
    (folder / 'nlp.txt').write_text(f'the {colour} square\n')


@pytest.fixture(scope='module')
def sequences(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp('sequences')
    write_sequence(root / 'slow', 'red', 1)
    write_sequence(root / 'fast', 'blue', 3)
    return root


@pytest.fixture(autouse=True)
def ros_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command chooses a domain for its own process, which is this one."""
    for name in ('ROS_DOMAIN_ID', 'ROS_AUTOMATIC_DISCOVERY_RANGE', 'FASTRTPS_DEFAULT_PROFILES_FILE'):
        monkeypatch.setenv(name, '')
        monkeypatch.delenv(name)


def eval_node(sequences: Path, out: Path, *more: str) -> int:
    return main(['eval-node', '--dataset', str(sequences), '--bundle', 'colour', '--out', str(out), *more])


def test_the_node_is_next_to_the_offline_figure(sequences: Path, tmp_path: Path,
                                                capsys: pytest.CaptureFixture) -> None:
    assert eval_node(sequences, tmp_path, '--mode', 'both', '--rate', '25') == 0
    printed = capsys.readouterr().out
    assert 'colour through the node at 25 Hz, mode both' in printed and 'p95 ms' in printed

    comparison = json.loads((tmp_path / 'node.json').read_text())
    assert set(comparison['sequences']) == {'slow', 'fast'}
    overall, timing = comparison['overall'], comparison['overall']['timing']
    assert timing['frames'] == 2 * FRAMES and timing['dropped'] < FRAMES
    assert 0 < timing['p50_ms'] <= timing['p95_ms'] <= timing['max_ms']
    assert overall['offline'] > 0.8 and overall['by_stamp'] > 0.5 and overall['in_time'] > 0.3

    for folder in (tmp_path, tmp_path / 'by_stamp', tmp_path / 'offline'):
        assert RunFolder(folder).finished() == ['fast', 'slow'] and (folder / 'summary.json').is_file()
    assert RunFolder(tmp_path).read('slow').states[0] == 'tracking'
    np.testing.assert_allclose(RunFolder(tmp_path).read('fast').boxes_xywh_px[0], [20, 20, 24, 24])


@pytest.mark.parametrize(('more', 'message'), [
    (('--bundle', 'opencv:MIL'), "opencv:MIL"),
    (('--mode', 'text', '--bundle', 'box_follower'), 'box_follower cannot be started from --mode text'),
    (('--sequences', 'slow', 'middle'), 'no sequence middle among the 2'),
    (('--offline', 'nowhere'), 'nowhere: is not the folder of a run'),
    (('--rate', '0'), "'0' is not a number above 0")])
def test_what_is_refused_before_a_node_starts(sequences: Path, tmp_path: Path, more: tuple[str, ...], message: str,
                                              capsys: pytest.CaptureFixture) -> None:
    try:
        code = eval_node(sequences, tmp_path, *more)
    except SystemExit as end:
        code = end.code
    error = capsys.readouterr().err
    assert code == 2 and message in error and error.count('\n') == 1


def test_a_node_that_fails_is_told_in_one_line(sequences: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                               capsys: pytest.CaptureFixture) -> None:
    offline = tmp_path / 'offline'
    assert main(['eval', '--dataset', str(sequences), '--bundle', 'colour', '--sequences', 'slow', '--out',
                 str(offline)]) == 0
    capsys.readouterr()
    monkeypatch.setattr('vl_tracker_ros.nodes.evaluation.live_tracker.START_S', 0.0)
    assert eval_node(sequences, tmp_path / 'out', '--sequences', 'slow', '--offline', str(offline)) == 1
    error = capsys.readouterr().err
    assert error.startswith('vl-tracker eval-node: not all nodes found each other in 0 s; tracker_node: ')
    assert error.count('\n') == 1


def test_vot_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    write_vot(tmp_path / 'data' / 'ball')
    assert main(['eval-node', '--dataset', 'vot2020', '--root', str(tmp_path / 'data'), '--bundle', 'colour',
                 '--out', str(tmp_path / 'run')]) == BAD_INPUT
    assert 'vot2020 cannot be played to the nodes' in capsys.readouterr().err and not (tmp_path / 'run').exists()

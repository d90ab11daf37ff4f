"""`vl-tracker score` on annotations laid out as the data sets have them."""
from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from support.reference import load_reference

from vl_tracker_ros.cli.main import BAD_INPUT, main
from vl_tracker_ros.cli.score import PROTOCOL_NAMES
from vl_tracker_ros.evaluation.protocols import PROTOCOLS

BOXES = load_reference('protocols')
REFERENCE = json.loads((Path(__file__).parents[1] / 'data' / 'protocols.json').read_text())


def write(path: Path, rows: np.ndarray, separator: str = ',') -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('\n'.join(separator.join(f'{v:g}' for v in np.atleast_1d(row)) for row in rows) + '\n')


def results(folder: Path, separator: str) -> None:
    for name in REFERENCE['core']:
        write(folder / f'{name}.txt', BOXES[f'{name}_pred'], separator)
        (folder / f'{name}_time.txt').write_text('0.02\n')


def score(protocol: str, folder: Path, *options: str) -> int:
    """Exit code of the command on the folder's gt/ and pred/."""
    return main(['score', '--protocol', protocol, '--gt', str(folder / 'gt'), '--pred', str(folder / 'pred'), *options])


def lasot(folder: Path) -> None:
    """A folder a sequence; absent frames split over LaSOT's two side files, each one line."""
    for name in REFERENCE['core']:
        absent = BOXES[f'{name}_absent']
        write(folder / name / 'groundtruth.txt', BOXES[f'{name}_gt'])
        occluded = absent * (np.arange(len(absent)) % 2)
        write(folder / name / 'full_occlusion.txt', occluded[None])
        write(folder / name / 'out_of_view.txt', (absent - occluded)[None])


def got10k(folder: Path) -> None:
    for name in REFERENCE['core']:
        write(folder / name / 'groundtruth.txt', BOXES[f'{name}_gt'])
        write(folder / name / 'cover.label', BOXES[f'{name}_cover'])
        cv2.imwrite(str(folder / name / '00000001.jpg'), np.zeros((240, 320, 3), np.uint8))


def mgit(folder: Path) -> None:
    for name in REFERENCE['core']:
        for kind, key in (('groundtruth', 'gt'), ('absent', 'absent'), ('shotcut', 'shotcut')):
            write(folder / kind / f'{name}.txt', BOXES[f'{name}_{key}'])


def vlsot(folder: Path) -> None:
    for name in REFERENCE['core']:
        write(folder / name / 'groundtruth_rect.txt', BOXES[f'{name}_gt'])
        write(folder / name / 'absent.txt', BOXES[f'{name}_absent'])


@pytest.mark.parametrize(('protocol', 'layout', 'options'), [
    ('lasot', lasot, []), ('lasot_in_papers', lasot, []), ('got10k', got10k, []), ('vlsot', vlsot, []),
    ('mgit', mgit, ['--image-size', '320x240'])])
@pytest.mark.parametrize('separator', [',', '\t', ' '])
def test_scores_files_as_the_toolkit(protocol: str, layout, options: list[str], separator: str, tmp_path: Path,
                                     capsys: pytest.CaptureFixture[str]) -> None:
    layout(tmp_path / 'gt')
    results(tmp_path / 'pred', separator)
    out = tmp_path / 'report.json'
    assert score(protocol, tmp_path, '--json', str(out), *options) == 0
    report, expected = json.loads(out.read_text()), REFERENCE['expected'][protocol]['ALL']
    assert {key: report['overall'][key] for key in expected} == pytest.approx(expected, abs=1e-6)
    assert sorted(report['sequences']) == REFERENCE['core'] and report['curves']
    assert f'{protocol}, 8 sequences' in capsys.readouterr().out


def test_every_protocol_can_be_asked_for() -> None:
    assert set(PROTOCOL_NAMES) == {*PROTOCOLS, 'vot2020'}


def vot(folder: Path, runs: Path) -> None:
    """One sequence of 30 frames, with a forward anchor at 0 and a backward one at 29; the target moves 1 px a frame."""
    boxes = [f'{i},5,10,10' for i in range(30)]
    (folder / 'ball').mkdir(parents=True)
    (folder / 'ball' / 'groundtruth.txt').write_text('\n'.join(boxes))
    (folder / 'ball' / 'sequence').write_text('name=ball\nwidth=64\nheight=32\n')
    (folder / 'ball' / 'anchor.value').write_text('\n'.join(['1'] + ['0'] * 28 + ['-1']))
    (runs / 'ball').mkdir(parents=True)
    (runs / 'ball' / 'ball_00000000.txt').write_text('\n'.join(['1', *boxes[1:]]))
    (runs / 'ball' / 'ball_00000029.txt').write_text('\n'.join(['1', *boxes[-2:14:-1], *['50,20,5,5'] * 15]))


def test_vot_runs_forwards_and_backwards(tmp_path: Path) -> None:
    vot(tmp_path / 'gt', tmp_path / 'pred')
    out = tmp_path / 'report.json'
    assert score('vot2020', tmp_path, '--json', str(out)) == 0
    overall = json.loads(out.read_text())['overall']
    assert overall['robustness'] == pytest.approx(45 / 60)
    assert overall['accuracy'] == pytest.approx(43 / 45)        # the two start frames count as 0


def test_short_vot_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vot(tmp_path / 'gt', tmp_path / 'pred')
    (tmp_path / 'pred' / 'ball' / 'ball_00000029.txt').write_text('1\n2,2,2,2\n')
    assert score('vot2020', tmp_path) == BAD_INPUT
    assert 'ball_00000029.txt: 2 lines for a run of 30 frames' in capsys.readouterr().err


@pytest.mark.parametrize(('spoil', 'message'), [
    (lambda gt, pred: (pred / 's01_good_float.txt').unlink(), 'no result for s01_good_float'),
    (lambda gt, pred: write(pred / 's01_good_float.txt', np.ones((3, 4))), 's01_good_float: 3 results for 40 frames'),
    (lambda gt, pred: (pred / 's02_int_drift.txt').write_text('1,2\n'), 's02_int_drift.txt:1: should be x,y,w,h'),
    (lambda gt, pred: write(gt / 's02_int_drift' / 'absent.txt', np.zeros(5)), 'differ in length'),
    (lambda gt, pred: [path.unlink() for path in gt.glob('*/groundtruth.txt')], 'no annotations here'),
])
def test_bad_files_are_named_in_one_line(spoil, message: str, tmp_path: Path,
                                         capsys: pytest.CaptureFixture[str]) -> None:
    lasot(tmp_path / 'gt')
    results(tmp_path / 'pred', ',')
    spoil(tmp_path / 'gt', tmp_path / 'pred')
    assert score('lasot', tmp_path) == BAD_INPUT
    error = capsys.readouterr().err
    assert message in error and error.count('\n') == 1

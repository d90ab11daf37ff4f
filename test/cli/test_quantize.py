from __future__ import annotations

import sys
from pathlib import Path

import pytest
from support.colour_bundle import write_colour_bundle
from support.convolving_bundle import write_convolving_bundle
from support.walk import write_walk

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.cli.main import main
from vl_tracker_ros.quantize import INT8


@pytest.fixture(scope='module')
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """convolving/: a bundle that can be quantised; sequences/walk/: a video with a truth; int8/: not there."""
    root = tmp_path_factory.mktemp('quantize')
    write_convolving_bundle(root / 'convolving')
    write_walk(root / 'sequences' / 'walk')
    return root


def quantize(folder: Path, bundle: str, *arguments: str, video: str = 'sequences/walk/video.mp4') -> int:
    try:
        return main(['quantize', str(folder / bundle), '--video', str(folder / video), *arguments])
    except SystemExit as stopped:
        return stopped.code


def test_a_bundle_is_quantised_compared_and_tracked_with(folder: Path, tmp_path: Path,
                                                         capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / 'int8'
    assert quantize(folder, 'convolving', '--text', 'the red square', '--sequences', str(folder / 'sequences'),
                    '--out', str(out)) == 0
    said = capsys.readouterr()
    assert 'within half a point' in said.out and 'times as fast' in said.out and 'WARNING' not in said.err
    bundle, before = load_bundle(out), load_bundle(folder / 'convolving')
    assert set(bundle.files) == {*before.files, INT8} and INT8 not in before.files
    assert bundle.metrics['int8']['mode'] == 'text' and bundle.metrics['int8']['auc_fp32'] > 0.5
    assert quantize(folder, str(out), '--box', '20,30,24,24', '--out', str(tmp_path / 'again')) == 2
    assert 'quantised already' in capsys.readouterr().err
    assert main(['track', '--bundle', str(out), '--precision', 'int8', '--text', 'red',
                 '--video', str(folder / 'sequences/walk/video.mp4'), '--out', str(tmp_path / 'track')]) == 0


def test_without_sequences_it_says_that_the_loss_is_not_known(folder: Path, tmp_path: Path,
                                                              capsys: pytest.CaptureFixture[str]) -> None:
    assert quantize(folder, 'convolving', '--box', '20,30,24,24', '--out', str(tmp_path / 'int8')) == 0
    assert 'not known: give --sequences' in capsys.readouterr().out
    assert 'int8' not in load_bundle(tmp_path / 'int8').metrics


@pytest.mark.parametrize(('arguments', 'cause'), [
    ([], 'say what to follow: --text, --box, or both'),
    (['--text', 'the green square'], 'convolving never follows the target in this video'),
    (['--text', 'red', '--method', 'guess'], "invalid choice: 'guess'"),
    (['--text', 'red', '--method', 'dynamic'], 'has no MatMul or Gemm to quantise'),
    (['--text', 'red', '--sequences', 'nowhere'], 'nowhere: no such folder'),
    (['--box', '500,500,10,10'], 'outside the image')])
def test_what_is_wrong_is_one_line_and_leaves_nothing(folder: Path, tmp_path: Path, arguments: list[str], cause: str,
                                                      capsys: pytest.CaptureFixture[str]) -> None:
    assert quantize(folder, 'convolving', *arguments, '--out', str(tmp_path / 'int8')) == 2
    line, = (line for line in capsys.readouterr().err.splitlines() if line and '%|' not in line)    # but for progress
    assert cause in line
    assert not (tmp_path / 'int8').exists()


def test_a_video_that_is_not_there(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert quantize(folder, 'convolving', '--text', 'red', '--out', str(tmp_path / 'int8'), video='none.mp4') == 2
    assert 'none.mp4: no such video file' in capsys.readouterr().err


def test_a_folder_that_is_there_is_not_written_into(folder: Path, tmp_path: Path,
                                                    capsys: pytest.CaptureFixture[str]) -> None:
    assert quantize(folder, 'convolving', '--text', 'red', '--out', str(tmp_path)) == 2
    assert f'{tmp_path}: is there already: give another --out' in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_without_the_lab_half_it_says_what_to_install(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                      capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delitem(sys.modules, 'vl_tracker_ros.quantize', raising=False)
    monkeypatch.setitem(sys.modules, 'onnx', None)
    assert quantize(folder, 'convolving', '--text', 'red', '--out', str(tmp_path / 'int8')) == 2
    assert "onnx is not installed; it comes with pip install 'vl_tracker_ros[lab]'" in capsys.readouterr().err


def test_int8_of_a_bundle_without_it_is_refused_with_the_remedy(tmp_path: Path, folder: Path,
                                                                capsys: pytest.CaptureFixture[str]) -> None:
    bundle = write_colour_bundle(tmp_path / 'colour')
    assert main(['track', '--bundle', str(bundle), '--precision', 'int8', '--text', 'red',
                 '--video', str(folder / 'sequences/walk/video.mp4'), '--out', str(tmp_path / 'out')]) == 2
    assert 'the bundle has no tracker.int8.onnx; `vl-tracker quantize`' in capsys.readouterr().err

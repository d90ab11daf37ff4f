from __future__ import annotations

from pathlib import Path

import pytest
from support.colour_bundle import write_colour_bundle
from support.tiny_data import write_tiny_data

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.cli.main import main


@pytest.fixture(scope='module')
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_data(tmp_path_factory.mktemp('data'))


def test_a_bundle_is_calibrated_elsewhere(tmp_path: Path, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle, out = write_colour_bundle(tmp_path / 'colour'), tmp_path / 'calibrated'
    assert main(['calibrate', str(bundle), '--data', str(data), '--out', str(out), '--videos', '5', '3',
                 '--frames', '12']) == 0
    calibrated = load_bundle(out)
    assert calibrated.calibration.weights and not load_bundle(bundle).calibration.weights
    assert set(calibrated.metrics['confidence']) == {'text', 'box', 'both'}
    said = capsys.readouterr().out
    assert 'track_score' in said and 'absent_said_lost' in said


@pytest.mark.parametrize(('arguments', 'cause'), [
    (['no_bundle', '--data', 'nowhere'], "no bundle named 'no_bundle'"),
    (['{bundle}', '--data', 'nowhere'], 'nowhere/train'),
    (['{bundle}', '--data', 'nowhere', '--videos', '0', '3'], "'0' is not a positive whole number")])
def test_what_is_wrong_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str],
                                   cause: str) -> None:
    bundle = write_colour_bundle(tmp_path / 'colour')
    try:
        code = main(['calibrate', *(argument.format(bundle=bundle) for argument in arguments)])
    except SystemExit as stopped:
        code = stopped.code
    error = capsys.readouterr().err
    assert code == 2 and cause in error and error.count('\n') == 1

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import yaml
from rcl_interfaces.srv import GetParameters
from support.colour_bundle import write_colour_bundle
from support.policy import NUMBERS
from support.ros import NodeProcess, Probe, new_domain
from support.squares import scene
from support.tiny_data import write_tiny_data

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.cli.main import main
from vl_tracker_ros.tracking.policy import Policy


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


@pytest.fixture(scope='module')
def sequences(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three videos of a red square that moves, and is away for a while."""
    folder = tmp_path_factory.mktemp('sequences')
    for number in range(3):
        (folder / f's{number}/img').mkdir(parents=True)
        truth = np.array([[20.0 + 2 * i, 20 + 20 * number, 24, 24] for i in range(40)])
        truth[20:28] = np.nan
        for index, box in enumerate(truth):
            image = scene() if np.isnan(box).any() else scene(red=(int(box[0]), int(box[1])))
            cv2.imwrite(str(folder / f's{number}/img/{index:03d}.png'), image)
        np.savetxt(folder / f's{number}/groundtruth.txt', truth, delimiter=',')
        (folder / f's{number}/nlp.txt').write_text('the red square\n')
    return folder


POLICY = {'kind': 'policy', 'tau': 0.1, **NUMBERS}


def proposed(bundle: Path, sequences: Path, out: Path, *arguments: str) -> dict[str, float]:
    assert main(['calibrate', str(bundle), '--sequences', str(sequences), '--out', str(out), *arguments]) == 0
    return yaml.safe_load(out.read_text())['/**/gating_node']['ros__parameters']


def test_thresholds_are_proposed_for_the_wanted_share_of_false_alarms(
        tmp_path: Path, sequences: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle = write_colour_bundle(tmp_path / 'colour', gate=POLICY)
    strict = proposed(bundle, sequences, tmp_path / 'strict.yaml', '--false-alarms', '0.001')
    assert 'low' in capsys.readouterr().out
    loose = proposed(bundle, sequences, tmp_path / 'loose.yaml', '--false-alarms', '0.3')
    assert strict['low'] < loose['low'] and strict['min_appearance'] <= loose['min_appearance']
    assert strict['min_appearance'] > 0.5
    assert {name: strict[name] for name in ('confirm_frames', 'give_up_s')} == {'confirm_frames': 3, 'give_up_s': 60.0}
    assert Policy(**strict) and strict.keys() == NUMBERS.keys()
    assert '--false-alarms 0.001' in (tmp_path / 'strict.yaml').read_text()


def test_a_proposal_is_a_params_file_of_the_gating_node(tmp_path: Path, sequences: Path) -> None:
    bundle = write_colour_bundle(tmp_path / 'colour', gate=POLICY)
    numbers = proposed(bundle, sequences, tmp_path / 'gating.yaml')
    domain = new_domain()
    with NodeProcess('gating_node', domain, tmp_path / 'log', '--params-file', str(tmp_path / 'gating.yaml')):
        probe = Probe(domain)
        request = GetParameters.Request(names=['low', 'min_appearance'])
        answer = probe.call(GetParameters, 'gating_node/get_parameters', request)
        probe.close()
    assert [value.double_value for value in answer.values] == [numbers['low'], numbers['min_appearance']]


@pytest.mark.parametrize(('gate', 'arguments', 'cause'), [
    (POLICY, ['--sequences', 'nowhere'], 'nowhere: no such folder'),
    (POLICY, ['--sequences', '{sequences}', '--false-alarms', '1.5'], "'1.5' is not a number above 0 and below 1"),
    (POLICY, ['--sequences', '{sequences}', '--data', 'x'], 'not allowed with argument'),
    ({'kind': 'candidate', 'tau': 0.1}, ['--sequences', '{sequences}'], 'colour has a gate of kind candidate')])
def test_what_cannot_be_proposed_is_one_line(tmp_path: Path, sequences: Path, capsys: pytest.CaptureFixture[str],
                                             gate: dict[str, object], arguments: list[str], cause: str) -> None:
    bundle = write_colour_bundle(tmp_path / 'colour', gate=gate)
    try:
        code = main(['calibrate', str(bundle), *(argument.format(sequences=sequences) for argument in arguments)])
    except SystemExit as stopped:
        code = stopped.code
    error = capsys.readouterr().err
    assert code == 2 and cause in error

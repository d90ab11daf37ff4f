import platform
import shutil
import sys

import pytest

from vl_tracker_ros import __version__
from vl_tracker_ros.cli import doctor
from vl_tracker_ros.cli.main import main


def report(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, str]]:
    """Exit code, and subject -> its line."""
    code = main(['doctor'])
    lines = [line for line in capsys.readouterr().out.splitlines() if line]
    return code, {(line.split() + ['', ''])[1]: line for line in lines}


def test_machine_with_everything_needed_is_fine(capsys):
    code, lines = report(capsys)
    assert code == 0
    assert __version__ in lines['vl_tracker_ros'] and platform.python_version() in lines['python']
    assert 'CPUExecutionProvider' in lines['onnxruntime']
    assert 'colour' in lines['bundles'] and 'cores' in lines['processor']


def test_missing_module_is_named_with_the_command_that_gets_it(capsys, monkeypatch):
    monkeypatch.setitem(doctor.ROBOT_MODULES, 'no_such_module', 'no-such-project')
    code, lines = report(capsys)
    assert code == 1
    assert lines['no-such-project'].split(maxsplit=2) == [
        'MISSING', 'no-such-project', 'pip install no-such-project']
    assert lines['robot'] == 'the robot half lacks no-such-project'


def test_ros_is_reported_but_not_needed(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, 'rclpy', None)
    code, lines = report(capsys)
    assert code == 0
    assert lines['rclpy'].startswith('- ') and 'make setup' in lines['rclpy']


def test_damaged_bundle_is_reported(capsys, bundles, tmp_path, monkeypatch):
    shutil.copytree(bundles / 'colour', tmp_path / 'broken')
    (tmp_path / 'broken' / 'bundle.yaml').write_text('format: 99\n')
    monkeypatch.setenv('VL_TRACKER_BUNDLE_PATH', str(tmp_path))
    _, lines = report(capsys)
    assert lines['broken'].startswith('- ') and 'format version 99' in lines['broken']


def test_without_any_bundle_the_robot_half_cannot_run(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr('vl_tracker_ros.bundle.list_bundles', lambda: {})
    code, lines = report(capsys)
    assert code == 1 and lines['bundles'].startswith('MISSING')

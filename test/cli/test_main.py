import subprocess
import sys

import pytest

from vl_tracker_ros import __version__
from vl_tracker_ros.cli import list_bundles
from vl_tracker_ros.cli.main import COMMANDS, main


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as exit:
        main(['--help'])
    output = capsys.readouterr().out
    assert exit.value.code == 0
    assert all(command.name in output and command.help in output for command in COMMANDS)


@pytest.mark.parametrize('command', COMMANDS, ids=lambda command: command.name)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as exit:
        main([command.name, '--help'])
    assert exit.value.code == 0 and f'vl-tracker {command.name}' in capsys.readouterr().out


def test_version(capsys):
    with pytest.raises(SystemExit):
        main(['--version'])
    assert capsys.readouterr().out == f'vl-tracker {__version__}\n'


@pytest.mark.parametrize('arguments', [[], ['fly'], ['track'], ['list', '--fast']])
def test_wrong_usage_is_one_line(arguments, capsys):
    with pytest.raises(SystemExit) as exit:
        main(arguments)
    error = capsys.readouterr().err
    assert exit.value.code == 2
    assert error.startswith('vl-tracker') and error.count('\n') == 1


def test_interruption_has_the_usual_exit_code(monkeypatch, capsys):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(list_bundles, 'aligned', interrupt)
    assert main(['list']) == 130
    assert capsys.readouterr().err == 'vl-tracker list: interrupted\n'


def test_an_error_of_ours_is_not_hidden(monkeypatch):
    def fail(*_):
        raise RuntimeError('a bug')

    monkeypatch.setattr(list_bundles, 'aligned', fail)
    with pytest.raises(RuntimeError, match='a bug'):
        main(['list'])


def test_start_imports_nothing_that_is_slow():
    program = ('import sys, vl_tracker_ros.cli.main; '
               'print({"numpy", "cv2", "onnxruntime", "matplotlib", "torch", "rclpy"} & set(sys.modules))')
    answer = subprocess.run([sys.executable, '-c', program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == 'set()'

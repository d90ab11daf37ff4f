import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from vl_tracker_ros.cli.main import main


@pytest.fixture
def given(monkeypatch) -> list[dict[str, object]]:
    """Puts the demo itself aside and collects the options it is called with."""
    calls: list[dict[str, object]] = []
    demo = ModuleType('vl_tracker_ros.nodes.demo')
    demo.DemoOptions = SimpleNamespace
    demo.run_demo = lambda options: calls.append(vars(options)) or 3
    monkeypatch.setitem(sys.modules, 'rclpy', ModuleType('rclpy'))
    monkeypatch.setitem(sys.modules, demo.__name__, demo)
    return calls


def test_without_ros_one_line_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, 'rclpy', None)
    assert main(['demo']) == 1
    error = capsys.readouterr().err
    assert error.startswith('vl-tracker demo: ROS 2 is missing') and error.count('\n') == 1
    assert 'make setup' in error


def test_only_given_options_are_passed_on(given):
    assert main(['demo']) == 3
    assert main(['demo', '--video', '0', '--text', 'a cup', '--text2', 'a ball', '--switch-at', '0.4',
                 '--rate', '15', '--out', 'there', '--bundle', 'colour', '--max-frames', '9']) == 3
    assert given == [{}, {'video': '0', 'text': 'a cup', 'text2': 'a ball', 'switch_at': 0.4, 'rate': 15.0,
                          'out': Path('there'), 'bundle': 'colour', 'max_frames': 9}]


@pytest.mark.parametrize('option', [
    ('--switch-at', '1'), ('--switch-at', 'nan'), ('--rate', '-3'), ('--rate', 'fast'), ('--max-frames', '0')])
def test_bad_number_is_one_line(option, given, capsys):
    with pytest.raises(SystemExit) as exit:
        main(['demo', *option])
    error = capsys.readouterr().err
    assert exit.value.code == 2 and not given
    assert option[0] in error and repr(option[1]) in error and error.count('\n') == 1


def test_options_are_those_of_the_demo():
    pytest.importorskip('rclpy')
    from dataclasses import fields

    from vl_tracker_ros.nodes.demo import DemoOptions
    assert {field.name for field in fields(DemoOptions)} >= {
        'video', 'text', 'text2', 'switch_at', 'rate', 'out', 'bundle', 'max_frames'}

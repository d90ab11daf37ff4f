"""What `vl-tracker sim` hands on."""
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from vl_tracker_ros.cli.main import main


@pytest.fixture
def given(monkeypatch) -> list[dict[str, object]]:
    """Puts the simulation itself aside and collects the options it is called with."""
    calls: list[dict[str, object]] = []
    options, run = (ModuleType(f'vl_tracker_ros.nodes.simulation.{name}') for name in ('options', 'run_simulation'))
    options.SimulationOptions = SimpleNamespace
    run.run_simulation = lambda options: calls.append(vars(options)) or 3
    for module in (ModuleType('rclpy'), options, run):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return calls


def test_without_ros_one_line_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, 'rclpy', None)
    assert main(['sim']) == 1
    error = capsys.readouterr().err
    assert error.startswith('vl-tracker sim: ROS 2 is missing') and error.count('\n') == 1


def test_only_given_options_are_passed_on(given):
    assert main(['sim']) == 3
    assert main(['sim', '--scenario', 'switch', '--seed', '7', '--text', 'the cup', '--seconds', '4', '--out', 'there',
                 '--bundle', 'colour']) == 3
    assert given == [{}, {'scenario': 'switch', 'seed': 7, 'text': 'the cup', 'seconds': 4.0, 'out': Path('there'),
                          'bundle': 'colour'}]

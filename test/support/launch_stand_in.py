"""Stand-ins for launch and launch_ros, which are not on PyPI: they only remember what they were given."""
from __future__ import annotations

import runpy
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from support.checkout import CHECKOUT

LaunchFile = dict[str, Any]         # its global names


class Remembered:
    """One action or substitution: its class name, arguments and keywords."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.args = args
        self.kwargs = kwargs


def stand_in_modules() -> dict[str, ModuleType]:
    """Entries for sys.modules: every name that is imported from them is a class of its own."""
    names = {
        'launch': ('LaunchContext', 'LaunchDescription'),
        'launch.actions': ('DeclareLaunchArgument', 'IncludeLaunchDescription', 'OpaqueFunction'),
        'launch.launch_description_sources': ('PythonLaunchDescriptionSource',),
        'launch_ros': (),
        'launch_ros.actions': ('ComposableNodeContainer', 'LifecycleNode', 'Node'),
        'launch_ros.descriptions': ('ComposableNode',),
    }
    modules = {name: ModuleType(name) for name in names}
    for name, classes in names.items():
        for class_name in classes:
            setattr(modules[name], class_name, type(class_name, (Remembered,), {}))
    return modules


def load_launch_file(name: str, monkeypatch: pytest.MonkeyPatch) -> LaunchFile:
    for module, stand_in in stand_in_modules().items():
        monkeypatch.setitem(sys.modules, module, stand_in)
    return runpy.run_path(str(CHECKOUT / 'launch' / name))


def declared(launch_file: LaunchFile) -> dict[str, str]:
    """Every argument and its default, as a context resolves it; '' for one that has to be given."""
    return {action.args[0]: action.kwargs.get('default_value', '') for action in launch_file['declare_arguments']()}


def launched(launch_file: LaunchFile, function: str, **arguments: str) -> list[Remembered]:
    """What `function` makes once the arguments are known."""
    known = declared(launch_file) | {'params_file': 'tracker.yaml'}
    assert arguments.keys() <= known.keys()
    return launch_file[function](SimpleNamespace(launch_configurations=known | arguments))


def nodes(launch_file: LaunchFile, function: str = 'launch_nodes', **arguments: str) -> dict[str, Remembered]:
    """By their names."""
    return {node.kwargs['name']: node for node in launched(launch_file, function, **arguments)}


def overrides(node: Remembered) -> dict[str, object]:
    """The parameters that come after params_file."""
    params_file, given = node.kwargs['parameters']
    assert params_file == 'tracker.yaml'
    return given

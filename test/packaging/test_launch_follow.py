"""launch/follow.launch.py: its arguments and the nodes that they lead to."""
import runpy
import sys
from typing import Any

import pytest
from support.checkout import CHECKOUT
from support.launch_stand_in import Remembered, launch_context, stand_in_modules

LAUNCH_FILE = CHECKOUT / 'launch/follow.launch.py'


@pytest.fixture
def launch_file(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    for name, module in stand_in_modules().items():
        monkeypatch.setitem(sys.modules, name, module)
    return runpy.run_path(str(LAUNCH_FILE))


def nodes(launch_file: dict[str, Any], **arguments: str) -> dict[str, Remembered]:
    declared = {action.args[0]: action.kwargs['default_value'] for action in launch_file['declare_arguments']()}
    given = declared | {'params_file': 'tracker.yaml'} | arguments
    return {node.kwargs['name']: node for node in launch_file['launch_nodes'](launch_context(given))}


def overrides(node: Remembered) -> dict[str, object]:
    """The parameters that come after params_file."""
    params_file, *given = node.kwargs['parameters']
    assert params_file == 'tracker.yaml'
    return {name: value for parameters in given for name, value in parameters.items()}


def test_it_starts_the_tracker_first_and_every_argument_is_described(launch_file: dict[str, Any]) -> None:
    (*arguments, tracker, own), = launch_file['generate_launch_description']().args
    assert all(argument.kwargs['description'] for argument in arguments)
    path, = tracker.args[0].args
    assert path.args[0][1:] == ['launch', 'tracker.launch.py'] and (CHECKOUT / 'launch/tracker.launch.py').exists()
    assert own.kwargs['function'].__name__ == 'launch_nodes'


def test_nodes_are_executables_of_this_package_and_start_again(launch_file: dict[str, Any]) -> None:
    made = nodes(launch_file)
    assert list(made) == ['target_node', 'follower_node']
    for name, node in made.items():
        assert (node.kwargs['package'], node.kwargs['executable']) == ('vl_tracker_ros', name)
        assert (CHECKOUT / f'vl_tracker_ros/nodes/{name}.py').exists()
        assert node.kwargs['respawn'] and node.kwargs['respawn_delay'] > 0
        assert overrides(node) == {'use_sim_time': False}


def test_the_outputs_of_one_are_the_inputs_of_the_next(launch_file: dict[str, Any]) -> None:
    made = nodes(launch_file, image='/camera/image_raw', depth='/camera/depth', cmd_vel='/base/cmd_vel')
    assert dict(made['target_node'].kwargs['remappings']) == {
        'status': 'tracker_node/status', 'detection': 'tracker_node/detection',
        'camera_info': '/camera/camera_info', 'depth': '/camera/depth'}
    assert dict(made['follower_node'].kwargs['remappings']) == {
        'status': 'tracker_node/status', 'bearing': 'target_node/bearing',
        'target_pose': 'target_node/target_pose_with_covariance', 'cmd_vel': '/base/cmd_vel'}


def test_given_arguments_override_params_file(launch_file: dict[str, Any]) -> None:
    made = nodes(launch_file, depth_from='height', stamped='false', use_sim_time='true', camera_info='/info')
    assert overrides(made['target_node']) == {'use_sim_time': True, 'depth_from': 'height'}
    assert overrides(made['follower_node']) == {'use_sim_time': True, 'stamped': False}
    assert dict(made['target_node'].kwargs['remappings'])['camera_info'] == '/info'


def test_without_the_follower_nothing_drives(launch_file: dict[str, Any]) -> None:
    assert list(nodes(launch_file, use_follower='false')) == ['target_node']

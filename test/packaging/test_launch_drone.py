"""launch/drone.launch.py: its arguments and the nodes that they lead to."""
import pytest
from support.checkout import CHECKOUT
from support.launch_stand_in import LaunchFile, load_launch_file, nodes, overrides


@pytest.fixture
def launch_file(monkeypatch: pytest.MonkeyPatch) -> LaunchFile:
    return load_launch_file('drone.launch.py', monkeypatch)


def test_it_starts_the_tracker_first_and_every_argument_is_described(launch_file: LaunchFile) -> None:
    (*arguments, tracker, own), = launch_file['generate_launch_description']().args
    assert all(argument.kwargs['description'] for argument in arguments)
    assert tracker.args[0].args == (str(CHECKOUT / 'launch/tracker.launch.py'),)
    assert own.kwargs['function'].__name__ == 'launch_nodes'


def test_nodes_are_executables_of_this_package_and_start_again(launch_file: LaunchFile) -> None:
    made = nodes(launch_file)
    assert list(made) == ['target_node', 'gimbal_node', 'mavlink_node']
    for name, node in made.items():
        assert (node.kwargs['package'], node.kwargs['executable']) == ('vl_tracker_ros', name)
        assert (CHECKOUT / f'vl_tracker_ros/nodes/{name}.py').exists()
        assert node.kwargs['respawn'] and node.kwargs['respawn_delay'] > 0
        assert overrides(node) == {'use_sim_time': False}


def test_the_outputs_of_one_are_the_inputs_of_the_next(launch_file: LaunchFile) -> None:
    made = nodes(launch_file, image='/camera/image_raw')
    of_tracker = {'status': 'tracker_node/status', 'detection': 'tracker_node/detection'}
    assert dict(made['target_node'].kwargs['remappings']) == of_tracker | {'camera_info': '/camera/camera_info'}
    assert dict(made['gimbal_node'].kwargs['remappings']) == of_tracker | {'bearing': 'target_node/bearing'}
    assert dict(made['mavlink_node'].kwargs['remappings']) == of_tracker | {
        'rates': 'gimbal_node/rates', 'set_target': 'tracker_node/set_target', 'stop': 'tracker_node/stop'}


def test_given_arguments_override_params_file(launch_file: LaunchFile) -> None:
    made = nodes(launch_file, connection='/dev/ttyACM0,57600', use_sim_time='true', camera_info='/info',
                 rectified='true')
    assert overrides(made['target_node']) == {'use_sim_time': True, 'rectified': True}
    assert overrides(made['mavlink_node']) == {'use_sim_time': True, 'connection': '/dev/ttyACM0,57600'}
    assert dict(made['target_node'].kwargs['remappings'])['camera_info'] == '/info'


@pytest.mark.parametrize('argument, left_out', [('use_gimbal', 'gimbal_node'), ('use_mavlink', 'mavlink_node')])
def test_parts_can_be_left_out(launch_file: LaunchFile, argument: str, left_out: str) -> None:
    assert left_out not in nodes(launch_file, **{argument: 'false'})


def test_each_process_has_its_enclave(launch_file: LaunchFile) -> None:
    for name, node in nodes(launch_file, enclaves='/vl_tracker').items():
        assert node.kwargs['ros_arguments'][2:] == ['--enclave', f'/vl_tracker/{name}']

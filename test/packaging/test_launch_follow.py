"""launch/follow.launch.py: its arguments and the nodes that they lead to."""
import pytest
from support.checkout import CHECKOUT
from support.launch_stand_in import LaunchFile, load_launch_file, nodes, overrides


@pytest.fixture
def launch_file(monkeypatch: pytest.MonkeyPatch) -> LaunchFile:
    return load_launch_file('follow.launch.py', monkeypatch)


def test_it_starts_the_tracker_first_and_every_argument_is_described(launch_file: LaunchFile) -> None:
    (*arguments, tracker, own), = launch_file['generate_launch_description']().args
    assert all(argument.kwargs['description'] for argument in arguments)
    assert tracker.args[0].args == (str(CHECKOUT / 'launch/tracker.launch.py'),)
    assert own.kwargs['function'].__name__ == 'launch_nodes'


def test_nodes_are_executables_of_this_package_and_start_again(launch_file: LaunchFile) -> None:
    made = nodes(launch_file)
    assert list(made) == ['target_node', 'follower_node']
    for name, node in made.items():
        assert (node.kwargs['package'], node.kwargs['executable']) == ('vl_tracker_ros', name)
        assert (CHECKOUT / f'vl_tracker_ros/nodes/{name}.py').exists()
        assert node.kwargs['respawn'] and node.kwargs['respawn_delay'] > 0
        assert overrides(node) == {'use_sim_time': False}


def test_the_outputs_of_one_are_the_inputs_of_the_next(launch_file: LaunchFile) -> None:
    made = nodes(launch_file, image='/camera/image_raw', depth='/camera/depth', cmd_vel='/base/cmd_vel',
                 deadman='/joy/held', obstacle_distance='/sonar')
    frames = {'/tf': '/tf', '/tf_static': '/tf_static'}
    assert dict(made['target_node'].kwargs['remappings']) == frames | {
        'status': 'tracker_node/status', 'detection': 'tracker_node/detection',
        'camera_info': '/camera/camera_info', 'depth': '/camera/depth'}
    assert dict(made['follower_node'].kwargs['remappings']) == frames | {
        'status': 'tracker_node/status', 'bearing': 'target_node/bearing',
        'target_pose': 'target_node/target_pose_with_covariance', 'cmd_vel': '/base/cmd_vel',
        'deadman': '/joy/held', 'obstacle_distance': '/sonar'}


def test_given_arguments_override_params_file(launch_file: LaunchFile) -> None:
    made = nodes(launch_file, depth_from='height', stamped='false', use_sim_time='true', camera_info='/info',
                 camera_mounting='tf', rectified='true', target_height='2', ground_frame='floor', base_frame='base',
                 keep_distance='3')
    assert overrides(made['target_node']) == {'use_sim_time': True, 'depth_from': 'height', 'rectified': True,
                                              'target_height': 2.0, 'ground_frame': 'floor'}
    assert overrides(made['follower_node']) == {'use_sim_time': True, 'stamped': False, 'camera_mounting': 'tf',
                                                'base_frame': 'base', 'keep_distance': 3.0}
    assert dict(made['target_node'].kwargs['remappings'])['camera_info'] == '/info'


@pytest.mark.parametrize('node, argument', [('target_node', 'target_height'), ('follower_node', 'keep_distance')])
def test_a_whole_number_is_given_as_the_kind_that_the_parameter_is(launch_file: LaunchFile, node: str,
                                                                   argument: str) -> None:
    assert type(overrides(nodes(launch_file, **{argument: '2'})[node])[argument]) is float


def test_transforms_come_from_where_they_are(launch_file: LaunchFile) -> None:
    for node in nodes(launch_file, tf='tf').values():
        remaps = dict(node.kwargs['remappings'])
        assert (remaps['/tf'], remaps['/tf_static']) == ('tf', 'tf_static')


def test_without_the_follower_nothing_drives(launch_file: LaunchFile) -> None:
    assert list(nodes(launch_file, use_follower='false')) == ['target_node']


def test_each_process_has_its_enclave(launch_file: LaunchFile) -> None:
    for name, node in nodes(launch_file, enclaves='/vl_tracker').items():
        assert node.kwargs['ros_arguments'][2:] == ['--enclave', f'/vl_tracker/{name}']

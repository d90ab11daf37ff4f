"""launch/nav2_follow.launch.py and config/nav2_follow.yaml: what they start, and by which numbers."""
import pytest
import yaml
from support.checkout import CHECKOUT
from support.launch_stand_in import LaunchFile, declared, load_launch_file, nodes, overrides

SERVER = yaml.safe_load((CHECKOUT / 'config/nav2_follow.yaml').read_text())['/**/following_server']['ros__parameters']
FOLLOWER = yaml.safe_load((CHECKOUT / 'config/tracker.yaml').read_text())['/**/follower_node']['ros__parameters']
# Of nav2 1.3.13 (Jazzy) and 1.5.1 (Lyrical) alike. Others are no error there: they would count for nothing.
KNOWN = {
    'autostart_node', 'bond_heartbeat_period', 'controller_frequency', 'detection_timeout', 'rotate_to_object_timeout',
    'static_object_timeout', 'linear_tolerance', 'angular_tolerance', 'max_retries', 'base_frame', 'fixed_frame',
    'desired_distance', 'skip_orientation', 'search_by_rotating', 'search_angle', 'transform_tolerance', 'odom_topic',
    'odom_duration', 'filter_coef', 'enable_stamped_cmd_vel', 'controller'}
KNOWN_OF_CONTROLLER = {
    'k_phi', 'k_delta', 'beta', 'lambda', 'v_linear_min', 'v_linear_max', 'v_angular_max', 'slowdown_radius',
    'use_collision_detection', 'transform_tolerance'}


@pytest.fixture
def launch_file(monkeypatch: pytest.MonkeyPatch) -> LaunchFile:
    return load_launch_file('nav2_follow.launch.py', monkeypatch)


def server(launch_file: LaunchFile, **arguments: str):
    return nodes(launch_file, 'launch_server', use_server='true', **arguments)['following_server']


def test_it_starts_tracker_and_target_and_no_second_driver(launch_file: LaunchFile) -> None:
    (*arguments, follow, decides, drives), = launch_file['generate_launch_description']().args
    assert all(argument.kwargs['description'] for argument in arguments)
    assert follow.args[0].args == (str(CHECKOUT / 'launch/follow.launch.py'),)
    assert dict(follow.kwargs['launch_arguments']) == {'use_follower': 'false'}
    assert decides.kwargs['function'].__name__ == 'launch_follower'
    assert drives.kwargs['function'].__name__ == 'launch_server'


@pytest.mark.parametrize('use_server', ['true', 'false'])
def test_the_follower_says_no_velocity_but_decides_when_there_is_a_pose(launch_file: LaunchFile,
                                                                        use_server: str) -> None:
    made = nodes(launch_file, 'launch_follower', use_server=use_server, deadman='/joy/held', obstacle_distance='/sonar',
                 camera_mounting='tf', base_frame='base', tf='tf')
    assert list(made) == ['follower_node']
    assert overrides(made['follower_node']) == {
        'use_sim_time': False, 'output': 'pose', 'camera_mounting': 'tf', 'base_frame': 'base'}
    assert dict(made['follower_node'].kwargs['remappings']) == {
        'status': 'tracker_node/status', 'bearing': 'target_node/bearing',
        'target_pose': 'target_node/target_pose_with_covariance', 'deadman': '/joy/held',
        'obstacle_distance': '/sonar', '/tf': 'tf', '/tf_static': 'tf_static'}


def test_what_tells_the_depth_has_to_be_given(launch_file: LaunchFile) -> None:
    argument, = (each for each in launch_file['declare_arguments']() if each.args[0] == 'depth_from')
    assert 'default_value' not in argument.kwargs and 'none' not in argument.kwargs['choices']


def test_by_default_no_server_is_started_beside_that_of_nav2(launch_file: LaunchFile) -> None:
    assert nodes(launch_file, 'launch_server') == {}


def test_the_server_goes_by_our_file(launch_file: LaunchFile) -> None:
    started = server(launch_file, namespace='robot1', use_sim_time='true', cmd_vel='cmd_vel_nav', log_level='debug',
                     tf='tf')
    assert (started.kwargs['package'], started.kwargs['executable']) == ('opennav_following', 'opennav_following')
    assert started.kwargs['parameters'] == [str(CHECKOUT / 'config/nav2_follow.yaml'), {'use_sim_time': True}]
    assert dict(started.kwargs['remappings']) == {'/tf': 'tf', '/tf_static': 'tf_static', 'cmd_vel': 'cmd_vel_nav'}
    assert started.kwargs['namespace'] == 'robot1' and started.kwargs['ros_arguments'] == ['--log-level', 'debug']
    assert started.kwargs['respawn'] and started.kwargs['respawn_delay'] > 0


def test_what_is_given_comes_after_our_file(launch_file: LaunchFile) -> None:
    *_, given = server(launch_file, base_frame='base', keep_distance='2').kwargs['parameters']
    assert given == {'use_sim_time': False, 'base_frame': 'base', 'desired_distance': 2.0}
    assert type(given['desired_distance']) is float


def test_arguments_that_several_files_have_mean_the_same(launch_file: LaunchFile,
                                                         monkeypatch: pytest.MonkeyPatch) -> None:
    mine = declared(launch_file)
    follow = declared(load_launch_file('follow.launch.py', monkeypatch))
    assert all(mine[name] == follow[name] for name in mine.keys() & follow.keys())


def test_the_file_has_only_parameters_that_the_server_has() -> None:
    assert SERVER.keys() <= KNOWN and SERVER['controller'].keys() <= KNOWN_OF_CONTROLLER


def test_its_numbers_are_those_of_the_follower() -> None:
    controller = SERVER['controller']
    assert SERVER['detection_timeout'] == FOLLOWER['target_timeout']
    assert SERVER['desired_distance'] == FOLLOWER['keep_distance']
    assert SERVER['base_frame'] == FOLLOWER['base_frame']
    assert SERVER['enable_stamped_cmd_vel'] is FOLLOWER['stamped']
    assert (controller['v_linear_max'], controller['v_angular_max']) == (FOLLOWER['max_forward'], FOLLOWER['max_turn'])


def test_a_late_pose_stops_it_at_once_and_it_starts_at_all() -> None:
    assert SERVER['max_retries'] == 0 and SERVER['search_by_rotating'] is False
    assert SERVER['controller']['use_collision_detection'] is False

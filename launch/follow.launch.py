"""Tracker, target and follower: a robot drives after what it is told to follow. docs/following.md: what stops it.

ros2 launch vl_tracker_ros follow.launch.py image:=/camera/image_raw depth_from:=image depth:=/camera/depth/image_raw
ros2 topic pub --once /command std_msgs/String "{data: 'the person in the red shirt'}"
ros2 topic pub --rate 10 /deadman std_msgs/Bool "{data: true}"
"""
from posixpath import dirname, join

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, IncludeLaunchDescription, OpaqueFunction
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import PathJoinSubstitution
from launch_ros.actions import Node
from launch_ros.substitutions import FindPackageShare

from vl_tracker_ros.nodes.wiring import FOLLOWER_REMAPS, TARGET_REMAPS

PACKAGE = 'vl_tracker_ros'
TRUE_OR_FALSE = ['true', 'false']
RESPAWN_DELAY_S = 1.0
OR_AS_PARAMS_FILE = 'empty: as params_file says'


def declare_arguments() -> list[DeclareLaunchArgument]:
    """Those of tracker.launch.py can be given as well."""
    default_params = PathJoinSubstitution([FindPackageShare(PACKAGE), 'config', 'tracker.yaml'])
    return [
        DeclareLaunchArgument('namespace', default_value='', description='namespace of all nodes and their topics'),
        DeclareLaunchArgument('params_file', default_value=default_params, description='parameters of all nodes'),
        DeclareLaunchArgument('use_sim_time', default_value='false', choices=TRUE_OR_FALSE,
                              description='take the time from /clock'),
        DeclareLaunchArgument('log_level', default_value='info',
                              description='debug, info, warn, error or fatal'),
        DeclareLaunchArgument('respawn', default_value='true', choices=TRUE_OR_FALSE,
                              description='start a node again that has died; the follower stands meanwhile'),
        DeclareLaunchArgument('image', default_value='image', description='topic of the camera images'),
        DeclareLaunchArgument('camera_info', default_value='', description='empty: camera_info beside the images'),
        DeclareLaunchArgument('depth_from', default_value='', choices=['', 'none', 'image', 'height', 'ground'],
                              description=f'what tells how far away the target is; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('depth', default_value='depth', description='topic of the registered depth images'),
        DeclareLaunchArgument('cmd_vel', default_value='cmd_vel', description='topic of the velocity'),
        DeclareLaunchArgument('stamped', default_value='', choices=['', *TRUE_OR_FALSE],
                              description=f'velocity as TwistStamped, else as Twist; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('use_follower', default_value='true', choices=TRUE_OR_FALSE,
                              description='drive; false: only say where the target is'),
    ]


def given(arguments: dict[str, str], *names: str) -> dict[str, bool | str]:
    """Parameter values from the arguments that are not empty."""
    booleans = {'true': True, 'false': False}
    return {name: booleans.get(arguments[name], arguments[name]) for name in names if arguments[name]}


def launch_nodes(context: LaunchContext) -> list[Node]:
    """Make the nodes once the arguments are known: those left empty must not override params_file."""
    arguments = context.launch_configurations
    parameters = [arguments['params_file'], given(arguments, 'use_sim_time')]
    common = {'package': PACKAGE, 'namespace': arguments['namespace'], 'output': 'screen',
              'ros_arguments': ['--log-level', arguments['log_level']],
              'respawn': arguments['respawn'] == 'true', 'respawn_delay': RESPAWN_DELAY_S}
    camera_info = arguments['camera_info'] or join(dirname(arguments['image']), 'camera_info')
    inputs = [*TARGET_REMAPS.items(), ('camera_info', camera_info), ('depth', arguments['depth'])]

    nodes = [Node(executable='target_node', name='target_node', remappings=inputs,
                  parameters=[*parameters, given(arguments, 'depth_from')], **common)]
    if arguments['use_follower'] == 'true':
        nodes.append(Node(executable='follower_node', name='follower_node',
                          remappings=[*FOLLOWER_REMAPS.items(), ('cmd_vel', arguments['cmd_vel'])],
                          parameters=[*parameters, given(arguments, 'stamped')], **common))
    return nodes


def generate_launch_description() -> LaunchDescription:
    tracker = PathJoinSubstitution([FindPackageShare(PACKAGE), 'launch', 'tracker.launch.py'])
    return LaunchDescription([*declare_arguments(),
                              IncludeLaunchDescription(PythonLaunchDescriptionSource(tracker)),
                              OpaqueFunction(function=launch_nodes)])

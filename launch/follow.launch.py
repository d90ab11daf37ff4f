r"""Tracker, target and follower: a robot drives after what it is told to follow. docs/following.md: what stops it.

ros2 launch vl_tracker_ros follow.launch.py image:=/camera/image_raw depth_from:=image \
  depth:=/camera/depth_registered/image_raw
ros2 topic pub --once /command std_msgs/String "{data: 'the person in the red shirt'}"
docs/following.md, "The deadman": who lets it move, with a joystick.
"""
from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, IncludeLaunchDescription, OpaqueFunction
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch_ros.actions import Node

from vl_tracker_ros.nodes.launching import (OF_FOLLOWER, OF_NODES, OR_AS_PARAMS_FILE, TRUE_OR_FALSE,
                                            camera_info_topic, given, launch_file, numbers, process, shared,
                                            transform_topics)
from vl_tracker_ros.nodes.wiring import FOLLOWER_REMAPS, TARGET_REMAPS


def declare_arguments() -> list[DeclareLaunchArgument]:
    """Those of tracker.launch.py can be given as well."""
    names = *OF_NODES, *OF_FOLLOWER, 'camera_info', 'rectified'
    common = [DeclareLaunchArgument(name, **keywords) for name, keywords in shared(*names).items()]
    return [
        *common,
        DeclareLaunchArgument('depth_from', default_value='', choices=['', 'none', 'image', 'height', 'ground'],
                              description=f'what tells how far away the target is; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('depth', default_value='depth', description='topic of the registered depth images'),
        DeclareLaunchArgument('target_height', default_value='',
                              description=f'of the target, for depth_from height [m]; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('ground_frame', default_value='',
                              description=f'its z = 0 is the ground, for depth_from ground; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('cmd_vel', default_value='cmd_vel', description='topic of the velocity'),
        DeclareLaunchArgument('stamped', default_value='', choices=['', *TRUE_OR_FALSE],
                              description=f'velocity as TwistStamped, else as Twist; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('use_follower', default_value='true', choices=TRUE_OR_FALSE,
                              description='drive; false: only say where the target is'),
    ]


def launch_nodes(context: LaunchContext) -> list[Node]:
    """Make the nodes once the arguments are known: those left empty must not override params_file."""
    arguments = context.launch_configurations
    frames = transform_topics(arguments)
    camera = {'camera_info': camera_info_topic(arguments), 'depth': arguments['depth']}
    place = given(arguments, 'depth_from', 'ground_frame', 'rectified') | numbers(arguments, 'target_height')
    nodes = [Node(**process('target_node', arguments, TARGET_REMAPS | frames | camera, place))]
    if arguments['use_follower'] == 'true':
        robot = {name: arguments[name] for name in ('cmd_vel', 'deadman', 'obstacle_distance')}
        parameters = (given(arguments, 'camera_mounting', 'stamped', 'base_frame')
                      | numbers(arguments, 'keep_distance'))
        nodes.append(Node(**process('follower_node', arguments, FOLLOWER_REMAPS | frames | robot, parameters)))
    return nodes


def generate_launch_description() -> LaunchDescription:
    tracker = PythonLaunchDescriptionSource(launch_file('tracker.launch.py'))
    return LaunchDescription([*declare_arguments(), IncludeLaunchDescription(tracker),
                              OpaqueFunction(function=launch_nodes)])

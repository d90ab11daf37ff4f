"""Tracker, target and follower; nav2's following server drives while the follower lets it have the target's pose.

docs/following.md, "With nav2", has the goal to send.

ros2 launch vl_tracker_ros nav2_follow.launch.py image:=/camera/image_raw depth_from:=ground use_server:=true
"""
from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, IncludeLaunchDescription, OpaqueFunction
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch_ros.actions import Node

from vl_tracker_ros.nodes.launching import (OF_FOLLOWER, OF_NODES, TRUE_OR_FALSE, given, launch_file, log_level,
                                            numbers, process, shared, supervised, transform_topics)
from vl_tracker_ros.nodes.wiring import FOLLOWER_REMAPS
from vl_tracker_ros.share import share_directory


def declare_arguments() -> list[DeclareLaunchArgument]:
    """Those of follow.launch.py can be given as well."""
    server_params = str(share_directory() / 'config' / 'nav2_follow.yaml')
    common = [DeclareLaunchArgument(name, **keywords) for name, keywords in shared(*OF_NODES, *OF_FOLLOWER).items()]
    return [
        *common,
        DeclareLaunchArgument('depth_from', choices=['image', 'height', 'ground'],
                              description='what tells how far away the target is: the server follows a place'),
        DeclareLaunchArgument('use_server', default_value='false', choices=TRUE_OR_FALSE,
                              description="start a following server; false: nav2's own launch files do"),
        DeclareLaunchArgument('server_params_file', default_value=server_params,
                              description='parameters of the server'),
        DeclareLaunchArgument('cmd_vel', default_value='cmd_vel', description='topic of its velocity'),
    ]


def launch_follower(context: LaunchContext) -> list[Node]:
    arguments = context.launch_configurations
    robot = {name: arguments[name] for name in ('deadman', 'obstacle_distance')}
    parameters = {'output': 'pose'} | given(arguments, 'camera_mounting', 'base_frame')
    return [Node(**process('follower_node', arguments, FOLLOWER_REMAPS | transform_topics(arguments) | robot,
                           parameters))]


def launch_server(context: LaunchContext) -> list[Node]:
    arguments = context.launch_configurations
    if arguments['use_server'] == 'false':
        return []
    remaps = transform_topics(arguments) | {'cmd_vel': arguments['cmd_vel']}
    parameters = given(arguments, 'use_sim_time', 'base_frame') | numbers(arguments, desired_distance='keep_distance')
    return [Node(package='opennav_following', executable='opennav_following', name='following_server',
                 remappings=list(remaps.items()), ros_arguments=log_level(arguments),
                 parameters=[arguments['server_params_file'], parameters], **supervised(arguments))]


def generate_launch_description() -> LaunchDescription:
    follow = PythonLaunchDescriptionSource(launch_file('follow.launch.py'))
    without_follower = {'use_follower': 'false'}.items()      # its own would drive as well
    return LaunchDescription([*declare_arguments(),
                              IncludeLaunchDescription(follow, launch_arguments=without_follower),
                              OpaqueFunction(function=launch_follower), OpaqueFunction(function=launch_server)])

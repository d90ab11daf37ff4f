"""Tracker, target, gimbal and MAVLink: a camera on a drone follows what it is told to. docs/drones.md: what stops it.

ros2 launch vl_tracker_ros drone.launch.py image:=/camera/image_raw connection:=udpout:127.0.0.1:14550
ros2 topic pub --once /command std_msgs/String "{data: 'the white boat'}"
"""
from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, IncludeLaunchDescription, OpaqueFunction
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch_ros.actions import Node

from vl_tracker_ros.nodes.launching import (OF_NODES, OR_AS_PARAMS_FILE, TRUE_OR_FALSE, camera_info_topic, given,
                                            launch_file, process, shared)
from vl_tracker_ros.nodes.wiring import GIMBAL_REMAPS, MAVLINK_REMAPS, TARGET_REMAPS


def declare_arguments() -> list[DeclareLaunchArgument]:
    """Those of tracker.launch.py can be given as well."""
    names = *OF_NODES, 'camera_info', 'rectified'
    common = [DeclareLaunchArgument(name, **keywords) for name, keywords in shared(*names).items()]
    return [
        *common,
        DeclareLaunchArgument('connection', default_value='',
                              description=f'of MAVLink, as pymavlink takes it; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('use_gimbal', default_value='true', choices=TRUE_OR_FALSE,
                              description='turn the gimbal; false: only say where the target is'),
        DeclareLaunchArgument('use_mavlink', default_value='true', choices=TRUE_OR_FALSE,
                              description='speak MAVLink; false: rates stay on their topic'),
    ]


def launch_nodes(context: LaunchContext) -> list[Node]:
    """Make the nodes once the arguments are known: those left empty must not override params_file."""
    arguments = context.launch_configurations
    remaps = TARGET_REMAPS | {'camera_info': camera_info_topic(arguments)}
    nodes = [Node(**process('target_node', arguments, remaps, given(arguments, 'rectified')))]
    if arguments['use_gimbal'] == 'true':
        nodes.append(Node(**process('gimbal_node', arguments, GIMBAL_REMAPS, {})))
    if arguments['use_mavlink'] == 'true':
        nodes.append(Node(**process('mavlink_node', arguments, MAVLINK_REMAPS, given(arguments, 'connection'))))
    return nodes


def generate_launch_description() -> LaunchDescription:
    tracker = PythonLaunchDescriptionSource(launch_file('tracker.launch.py'))
    return LaunchDescription([*declare_arguments(), IncludeLaunchDescription(tracker),
                              OpaqueFunction(function=launch_nodes)])

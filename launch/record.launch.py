"""Record what is needed to do a case again: `vl-tracker replay BAG` finds the same detections in it.

ros2 launch vl_tracker_ros record.launch.py image:=/camera/image_raw bag:=lost_in_the_hall
"""
from datetime import datetime
from posixpath import join

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch_ros.actions import ComposableNodeContainer
from launch_ros.descriptions import ComposableNode

from vl_tracker_ros.nodes.launching import camera_info_topic, given, log_level, shared
from vl_tracker_ros.nodes.wiring import RECORDED, RECORDED_OF_ALL


def declare_arguments() -> list[DeclareLaunchArgument]:
    names = 'namespace', 'use_sim_time', 'log_level', 'image', 'camera_info'
    common = [DeclareLaunchArgument(name, **keywords) for name, keywords in shared(*names).items()]
    return [
        *common,
        DeclareLaunchArgument('image_transport', default_value='raw', choices=['raw', 'compressed'],
                              description='what the tracker hears: compressed is <image>/compressed'),
        DeclareLaunchArgument('bag', default_value='', description='new folder; empty: named by the time'),
        DeclareLaunchArgument('storage', default_value='mcap', choices=['mcap', 'sqlite3'],
                              description='format of the recording'),
    ]


def recorded_topics(arguments: dict[str, str]) -> list[str]:
    """Full names of exactly the topics that a case consists of."""
    image = arguments['image']
    images = image if arguments['image_transport'] == 'raw' else join(image, arguments['image_transport'])
    namespace = join('/', arguments['namespace'])
    return [join(namespace, topic) for topic in (images, camera_info_topic(arguments), *RECORDED, *RECORDED_OF_ALL)]


def launch_recorder(context: LaunchContext) -> list[ComposableNodeContainer]:
    arguments = context.launch_configurations
    bag = arguments['bag'] or f'vl_tracker_{datetime.now():%Y_%m_%d-%H_%M_%S}'
    recorder = ComposableNode(
        package='rosbag2_transport', plugin='rosbag2_transport::Recorder', name='recorder',
        namespace=arguments['namespace'],
        parameters=[given(arguments, 'use_sim_time') | {
            'storage.uri': bag, 'storage.storage_id': arguments['storage'],
            'record.topics': recorded_topics(arguments)}])
    return [ComposableNodeContainer(
        name='recorder_container', namespace=arguments['namespace'], package='rclcpp_components',
        executable='component_container', output='screen', composable_node_descriptions=[recorder],
        ros_arguments=log_level(arguments))]


def generate_launch_description() -> LaunchDescription:
    return LaunchDescription([*declare_arguments(), OpaqueFunction(function=launch_recorder)])

"""Record what is needed to do a case again: `vl-tracker replay BAG` finds the same detections in it.

ros2 launch vl_tracker_ros record.launch.py image:=/camera/image_raw bag:=lost_in_the_hall
"""
from datetime import datetime
from posixpath import dirname, join

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch_ros.actions import ComposableNodeContainer
from launch_ros.descriptions import ComposableNode

from vl_tracker_ros.nodes.wiring import RECORDED, RECORDED_OF_ALL


def declare_arguments() -> list[DeclareLaunchArgument]:
    return [
        DeclareLaunchArgument('namespace', default_value='', description='namespace of the nodes to be recorded'),
        DeclareLaunchArgument('use_sim_time', default_value='false', choices=['true', 'false'],
                              description='take the time from /clock'),
        DeclareLaunchArgument('log_level', default_value='info', description='debug, info, warn, error or fatal'),
        DeclareLaunchArgument('image', default_value='image', description='topic of the camera images'),
        DeclareLaunchArgument('image_transport', default_value='raw', choices=['raw', 'compressed'],
                              description='what the tracker hears: compressed is <image>/compressed'),
        DeclareLaunchArgument('camera_info', default_value='', description='empty: camera_info beside the images'),
        DeclareLaunchArgument('bag', default_value='', description='new folder; empty: named by the time'),
        DeclareLaunchArgument('storage', default_value='mcap', choices=['mcap', 'sqlite3'],
                              description='format of the recording'),
    ]


def recorded_topics(arguments: dict[str, str]) -> list[str]:
    """Full names of exactly the topics that a case consists of."""
    image = arguments['image']
    images = image if arguments['image_transport'] == 'raw' else join(image, arguments['image_transport'])
    camera_info = arguments['camera_info'] or join(dirname(image), 'camera_info')
    namespace = join('/', arguments['namespace'])
    return [join(namespace, topic) for topic in (images, camera_info, *RECORDED, *RECORDED_OF_ALL)]


def launch_recorder(context: LaunchContext) -> list[ComposableNodeContainer]:
    arguments = context.launch_configurations
    bag = arguments['bag'] or f'vl_tracker_{datetime.now():%Y_%m_%d-%H_%M_%S}'
    recorder = ComposableNode(
        package='rosbag2_transport', plugin='rosbag2_transport::Recorder', name='recorder',
        namespace=arguments['namespace'],
        parameters=[{'use_sim_time': arguments['use_sim_time'] == 'true', 'storage.uri': bag,
                     'storage.storage_id': arguments['storage'], 'record.topics': recorded_topics(arguments)}])
    return [ComposableNodeContainer(
        name='recorder_container', namespace=arguments['namespace'], package='rclcpp_components',
        executable='component_container', output='screen', composable_node_descriptions=[recorder],
        ros_arguments=['--log-level', arguments['log_level']])]


def generate_launch_description() -> LaunchDescription:
    return LaunchDescription([*declare_arguments(), OpaqueFunction(function=launch_recorder)])

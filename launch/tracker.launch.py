"""Tracker, gate and overlay for one camera.

ros2 launch vl_tracker_ros tracker.launch.py image:=/camera/image_raw
ros2 topic pub --once /command std_msgs/String "{data: 'the person in the red shirt'}"
"""
from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch_ros.actions import LifecycleNode, Node

from vl_tracker_ros.nodes.launching import OF_NODES, OR_AS_PARAMS_FILE, TRUE_OR_FALSE, given, process, shared
from vl_tracker_ros.nodes.wiring import OVERLAY_REMAPS, STATUS_REMAPS


def declare_arguments() -> list[DeclareLaunchArgument]:
    common = [DeclareLaunchArgument(name, **keywords) for name, keywords in shared(*OF_NODES).items()]
    return [
        *common,
        DeclareLaunchArgument('autostart', default_value='', choices=['', *TRUE_OR_FALSE],
                              description=f'nodes activate themselves; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('image_transport', default_value='', choices=['', 'raw', 'compressed'],
                              description=f'compressed reads <image>/compressed; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('tracker', default_value='',
                              description=f'name or folder of the bundle to run; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('grounder', default_value='',
                              description='name or folder of the bundle that finds what words mean, for a tracker that '
                                          f'needs a box; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('phrases_file', default_value='',
                              description=f'ready phrases of descriptions; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('small_objects', default_value='', choices=['', *TRUE_OR_FALSE],
                              description=f'targets of some ten pixels; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('camera_motion', default_value='', choices=['', *TRUE_OR_FALSE],
                              description=f'the last box moves with the background; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('roi_mask', default_value='',
                              description=f'an image, white where the target may be; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('runtime', default_value='',
                              description='auto, onnxruntime, onnxruntime-tensorrt, tensorrt, openvino or torch; '
                                          f'{OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('device', default_value='',
                              description=f'auto, cpu, cuda or cuda:N; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('precision', default_value='',
                              description=f'fp32, fp16, bf16 or int8; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('use_gating', default_value='true', choices=TRUE_OR_FALSE,
                              description='gating_node decides where to search; false: tracker_node does'),
        DeclareLaunchArgument('use_overlay', default_value='true', choices=TRUE_OR_FALSE,
                              description='publish the image with box and state drawn into it'),
    ]


def launch_nodes(context: LaunchContext) -> list[Node]:
    """Make the nodes once the arguments are known: those left empty must not override params_file."""
    arguments = context.launch_configurations
    autostart = given(arguments, 'autostart')
    transport = given(arguments, 'image_transport')

    image = {'image': arguments['image'], 'image/compressed': arguments['image'] + '/compressed'}
    use_gating = arguments['use_gating'] == 'true'
    models = given(arguments, 'grounder', 'phrases_file', bundle='tracker')
    view = given(arguments, 'small_objects', 'camera_motion', 'roi_mask')
    engine = given(arguments, 'runtime', 'device', 'precision')
    gate = {} if use_gating else {'gate': 'own'}

    nodes = [LifecycleNode(**process('tracker_node', arguments, image,
                                     autostart | transport | models | view | engine | gate))]
    if use_gating:
        nodes.append(LifecycleNode(**process('gating_node', arguments, STATUS_REMAPS, autostart)))
    if arguments['use_overlay'] == 'true':
        nodes.append(Node(**process('overlay_node', arguments, image | OVERLAY_REMAPS, transport)))
    return nodes


def generate_launch_description() -> LaunchDescription:
    return LaunchDescription([*declare_arguments(), OpaqueFunction(function=launch_nodes)])

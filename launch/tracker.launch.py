"""Tracker, gate and overlay for one camera.

ros2 launch vl_tracker_ros tracker.launch.py image:=/camera/image_raw
ros2 topic pub --once /command std_msgs/String "{data: 'the person in the red shirt'}"
"""
from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch.substitutions import PathJoinSubstitution
from launch_ros.actions import LifecycleNode, Node
from launch_ros.substitutions import FindPackageShare

from vl_tracker_ros.nodes.wiring import OVERLAY_REMAPS, STATUS_REMAPS

PACKAGE = 'vl_tracker_ros'
TRUE_OR_FALSE = ['true', 'false']
RESPAWN_DELAY_S = 1.0
OR_AS_PARAMS_FILE = 'empty: as params_file says'


def declare_arguments() -> list[DeclareLaunchArgument]:
    default_params = PathJoinSubstitution([FindPackageShare(PACKAGE), 'config', 'tracker.yaml'])
    return [
        DeclareLaunchArgument('namespace', default_value='',
                              description='namespace of all nodes and their topics'),
        DeclareLaunchArgument('params_file', default_value=default_params,
                              description='parameters of all nodes'),
        DeclareLaunchArgument('use_sim_time', default_value='false', choices=TRUE_OR_FALSE,
                              description='take the time from /clock'),
        DeclareLaunchArgument('log_level', default_value='info',
                              description='debug, info, warn, error or fatal'),
        DeclareLaunchArgument('autostart', default_value='', choices=['', *TRUE_OR_FALSE],
                              description=f'nodes activate themselves; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('image', default_value='image', description='topic of the camera images'),
        DeclareLaunchArgument('image_transport', default_value='', choices=['', 'raw', 'compressed'],
                              description=f'compressed reads <image>/compressed; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('tracker', default_value='',
                              description=f'name or folder of the bundle to run; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('grounder', default_value='',
                              description='name or folder of the bundle that finds what words mean, for a tracker that '
                                          f'needs a box; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('phrases_file', default_value='',
                              description=f'ready phrases of descriptions; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('runtime', default_value='',
                              description='auto, onnxruntime, onnxruntime-tensorrt, tensorrt, openvino or torch; '
                                          f'{OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('device', default_value='',
                              description=f'auto, cpu, cuda or cuda:N; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('precision', default_value='',
                              description=f'fp32, fp16, bf16 or int8; {OR_AS_PARAMS_FILE}'),
        DeclareLaunchArgument('respawn', default_value='true', choices=TRUE_OR_FALSE,
                              description='start a node again that has died; the tracker resumes its last command'),
        DeclareLaunchArgument('enclaves', default_value='',
                              description='path under which SROS2 has an enclave for each node; empty: none'),
        DeclareLaunchArgument('use_gating', default_value='true', choices=TRUE_OR_FALSE,
                              description='gating_node decides where to search; false: tracker_node does'),
        DeclareLaunchArgument('use_overlay', default_value='true', choices=TRUE_OR_FALSE,
                              description='publish the image with box and state drawn into it'),
    ]


def given(arguments: dict[str, str], **argument_of: str) -> dict[str, bool | str]:
    """Parameter values from the arguments that are not empty; `argument_of` maps parameter to argument."""
    booleans = {'true': True, 'false': False}
    return {parameter: booleans.get(arguments[argument], arguments[argument])
            for parameter, argument in argument_of.items() if arguments[argument]}


def launch_nodes(context: LaunchContext) -> list[Node]:
    """Make the nodes once the arguments are known: those left empty must not override params_file."""
    arguments = context.launch_configurations
    parameters = [arguments['params_file'], given(arguments, use_sim_time='use_sim_time')]
    autostart = given(arguments, autostart='autostart')
    transport = given(arguments, image_transport='image_transport')

    image = [('image', arguments['image']), ('image/compressed', arguments['image'] + '/compressed')]
    use_gating = arguments['use_gating'] == 'true'
    models = given(arguments, bundle='tracker', grounder='grounder', phrases_file='phrases_file')
    engine = given(arguments, runtime='runtime', device='device', precision='precision')
    gate = {} if use_gating else {'gate': 'own'}

    nodes = [LifecycleNode(remappings=image, parameters=[*parameters, autostart | transport | models | engine | gate],
                           **process('tracker_node', arguments))]
    if use_gating:
        nodes.append(LifecycleNode(remappings=list(STATUS_REMAPS.items()), parameters=[*parameters, autostart],
                                   **process('gating_node', arguments)))
    if arguments['use_overlay'] == 'true':
        nodes.append(Node(remappings=[*image, *OVERLAY_REMAPS.items()], parameters=[*parameters, transport],
                          **process('overlay_node', arguments)))
    return nodes


def process(node: str, arguments: dict[str, str]) -> dict[str, object]:
    """What all nodes have in common."""
    enclave = ['--enclave', f'{arguments["enclaves"]}/{node}'] if arguments['enclaves'] else []
    return {'package': PACKAGE, 'executable': node, 'name': node, 'namespace': arguments['namespace'],
            'output': 'screen', 'ros_arguments': ['--log-level', arguments['log_level'], *enclave],
            'respawn': arguments['respawn'] == 'true', 'respawn_delay': RESPAWN_DELAY_S}


def generate_launch_description() -> LaunchDescription:
    return LaunchDescription([*declare_arguments(), OpaqueFunction(function=launch_nodes)])

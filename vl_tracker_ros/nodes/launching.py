"""What the launch files share. Nothing of launch is imported: it is not on PyPI, and tests read this without it."""
from __future__ import annotations

from collections.abc import Mapping
from posixpath import dirname, join
from typing import Any

from vl_tracker_ros.share import PACKAGE, share_directory

TRUE_OR_FALSE = ['true', 'false']
OR_AS_PARAMS_FILE = 'empty: as params_file says'
RESPAWN_DELAY_S = 1.0

_SHARED: dict[str, dict[str, Any]] = {
    'namespace': dict(default_value='', description='namespace of all nodes and their topics'),
    'params_file': dict(default_value=str(share_directory() / 'config' / 'tracker.yaml'),
                        description='parameters of all nodes'),
    'use_sim_time': dict(default_value='false', choices=TRUE_OR_FALSE, description='take the time from /clock'),
    'log_level': dict(default_value='info', description='debug, info, warn, error or fatal'),
    'respawn': dict(default_value='true', choices=TRUE_OR_FALSE,
                    description='start a node again that has died; the tracker resumes its last command'),
    'enclaves': dict(default_value='', description='path under which SROS2 has an enclave for each node; empty: none'),
    'image': dict(default_value='image', description='topic of the camera images'),
    'camera_info': dict(default_value='', description='empty: camera_info beside the images'),
    'rectified': dict(default_value='', choices=['', *TRUE_OR_FALSE],
                      description=f'the images are rectified, as those of image_rect; {OR_AS_PARAMS_FILE}'),
    'base_frame': dict(default_value='', description=f'frame of the robot: x ahead, y left; {OR_AS_PARAMS_FILE}'),
    'keep_distance': dict(default_value='', description=f'distance to keep from the target [m]; {OR_AS_PARAMS_FILE}'),
    'camera_mounting': dict(default_value='', choices=['', 'ahead', 'tf'],
                            description=f'how the camera stands on the robot; {OR_AS_PARAMS_FILE}'),
    'deadman': dict(default_value='deadman', description='topic of the deadman, a Bool'),
    'obstacle_distance': dict(default_value='obstacle_distance', description='topic of the range sensors'),
    'tf': dict(default_value='/tf', description='topic of the transforms; the static ones are on <tf>_static'),
}
OF_FOLLOWER = ('base_frame', 'keep_distance', 'tf', 'camera_mounting', 'deadman', 'obstacle_distance')
OF_NODES = ('namespace', 'params_file', 'use_sim_time', 'log_level', 'respawn', 'enclaves', 'image')


def shared(*names: str) -> dict[str, dict[str, Any]]:
    """Names of arguments and the keywords of their DeclareLaunchArgument."""
    return {name: _SHARED[name] for name in names}


def launch_file(name: str) -> str:
    """Path of another launch file of this package."""
    return str(share_directory() / 'launch' / name)


def given(arguments: Mapping[str, str], *names: str, **argument_of: str) -> dict[str, bool | str]:
    """Parameter values from the arguments that are not empty; `argument_of` maps parameter to argument."""
    booleans = {'true': True, 'false': False}
    return {parameter: booleans.get(arguments[argument], arguments[argument])
            for parameter, argument in ({name: name for name in names} | argument_of).items() if arguments[argument]}


def numbers(arguments: Mapping[str, str], *names: str, **argument_of: str) -> dict[str, float]:
    """The same for numbers: a parameter that is one does not take 2 for 2.0. Raises ValueError."""
    return {parameter: float(value) for parameter, value in given(arguments, *names, **argument_of).items()}


def transform_topics(arguments: Mapping[str, str]) -> dict[str, str]:
    """Remaps for a node that listens to transforms: its topics are absolute, as those of tf2 are."""
    return {'/tf': arguments['tf'], '/tf_static': arguments['tf'] + '_static'}


def camera_info_topic(arguments: Mapping[str, str]) -> str:
    return arguments['camera_info'] or join(dirname(arguments['image']), 'camera_info')


def process(node: str, arguments: Mapping[str, str], remaps: Mapping[str, str],
            parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The keywords of a Node of this package: `parameters` come after params_file."""
    enclave = ['--enclave', f'{arguments["enclaves"]}/{node}'] if arguments['enclaves'] else []
    return {'package': PACKAGE, 'executable': node, 'name': node, 'remappings': list(remaps.items()),
            'parameters': [arguments['params_file'], given(arguments, 'use_sim_time') | parameters],
            'ros_arguments': [*log_level(arguments), *enclave], **supervised(arguments)}


def log_level(arguments: Mapping[str, str]) -> list[str]:
    return ['--log-level', arguments['log_level']]


def supervised(arguments: Mapping[str, str]) -> dict[str, Any]:
    """The keywords that all processes have in common."""
    return {'namespace': arguments['namespace'], 'output': 'screen', 'respawn': arguments['respawn'] == 'true',
            'respawn_delay': RESPAWN_DELAY_S}

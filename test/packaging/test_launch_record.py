"""launch/record.launch.py: which topics it has recorded, and where to."""
import re
from typing import Any

import pytest
from support.launch_stand_in import LaunchFile, Remembered, launched, load_launch_file

OUTPUTS = ['command', 'search_directive', 'gating_node/events', 'tracker_node/init_box', 'tracker_node/active_command',
           'tracker_node/setup', 'tracker_node/status', 'tracker_node/detection']


@pytest.fixture
def launch_file(monkeypatch: pytest.MonkeyPatch) -> LaunchFile:
    return load_launch_file('record.launch.py', monkeypatch)


def recorder(launch_file: LaunchFile, **arguments: str) -> Remembered:
    container, = launched(launch_file, 'launch_recorder', **arguments)
    node, = container.kwargs['composable_node_descriptions']
    assert (node.kwargs['package'], node.kwargs['plugin']) == ('rosbag2_transport', 'rosbag2_transport::Recorder')
    return node


def parameters(launch_file: LaunchFile, **arguments: str) -> dict[str, Any]:
    given, = recorder(launch_file, **arguments).kwargs['parameters']
    return given


def test_description_ends_with_the_recorder(launch_file: LaunchFile) -> None:
    actions, = launch_file['generate_launch_description']().args
    assert actions[-1].kwargs['function'].__name__ == 'launch_recorder'
    assert all(action.kwargs['description'] for action in actions[:-1])


def test_it_records_what_a_case_consists_of_and_no_more(launch_file: LaunchFile) -> None:
    assert parameters(launch_file)['record.topics'] == [
        '/image', '/camera_info', *(f'/{name}' for name in OUTPUTS), '/parameter_events', '/clock']


def test_names_go_by_the_namespace_and_a_camera_elsewhere(launch_file: LaunchFile) -> None:
    topics = parameters(launch_file, namespace='robot1', image='/camera/image_raw')['record.topics']
    assert topics == ['/camera/image_raw', '/camera/camera_info', *(f'/robot1/{name}' for name in OUTPUTS),
                      '/parameter_events', '/clock']


def test_compressed_images_and_a_camera_info_of_its_own(launch_file: LaunchFile) -> None:
    topics = parameters(launch_file, image='/front/rgb', image_transport='compressed', camera_info='/front/info')
    assert topics['record.topics'][:2] == ['/front/rgb/compressed', '/front/info']


def test_bag_storage_and_time(launch_file: LaunchFile) -> None:
    given = parameters(launch_file, bag='case', storage='sqlite3', use_sim_time='true')
    assert (given['storage.uri'], given['storage.storage_id'], given['use_sim_time']) == ('case', 'sqlite3', True)
    assert re.fullmatch(r'vl_tracker_\d{4}(_\d\d){2}-\d\d(_\d\d){2}', parameters(launch_file)['storage.uri'])

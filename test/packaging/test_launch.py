"""launch/tracker.launch.py: its arguments and the nodes that they lead to."""
from pathlib import Path

import pytest
from support.checkout import CHECKOUT
from support.launch_stand_in import LaunchFile, declared, load_launch_file, nodes, overrides


@pytest.fixture
def launch_file(monkeypatch: pytest.MonkeyPatch) -> LaunchFile:
    return load_launch_file('tracker.launch.py', monkeypatch)


def test_arguments(launch_file: LaunchFile) -> None:
    assert list(declared(launch_file)) == [
        'namespace', 'params_file', 'use_sim_time', 'log_level', 'respawn', 'enclaves', 'image', 'autostart',
        'image_transport', 'tracker', 'grounder', 'phrases_file', 'small_objects', 'camera_motion',
        'roi_mask', 'runtime', 'device', 'precision', 'use_gating', 'use_overlay']
    assert declared(launch_file)['params_file'] == str(CHECKOUT / 'config/tracker.yaml')


def test_every_argument_is_described(launch_file: LaunchFile) -> None:
    assert all(action.kwargs['description'] for action in launch_file['declare_arguments']())


def test_description_ends_with_the_nodes(launch_file: LaunchFile) -> None:
    actions, = launch_file['generate_launch_description']().args
    assert actions[-1].kwargs['function'].__name__ == 'launch_nodes'


def test_nodes_are_executables_of_this_package(launch_file: LaunchFile) -> None:
    made = nodes(launch_file)
    assert list(made) == ['tracker_node', 'gating_node', 'overlay_node']
    for name, node in made.items():
        assert (node.kwargs['package'], node.kwargs['executable']) == ('vl_tracker_ros', name)
        assert (CHECKOUT / f'vl_tracker_ros/nodes/{name}.py').exists()


def test_lifecycle(launch_file: LaunchFile) -> None:
    kinds = {name: type(node).__name__ for name, node in nodes(launch_file).items()}
    assert kinds == {'tracker_node': 'LifecycleNode', 'gating_node': 'LifecycleNode', 'overlay_node': 'Node'}


def test_by_default_params_file_decides(launch_file: LaunchFile) -> None:
    assert all(overrides(node) == {'use_sim_time': False} for node in nodes(launch_file).values())


def test_given_arguments_override_params_file(launch_file: LaunchFile) -> None:
    made = nodes(launch_file, use_sim_time='true', autostart='false', image_transport='compressed',
                 tracker='mine', grounder='mvlm_tiny', phrases_file='phrases.yaml',
                 small_objects='true', camera_motion='false', roi_mask='garden.png',
                 runtime='tensorrt', device='cuda:0', precision='fp16')
    common = {'use_sim_time': True}
    assert overrides(made['tracker_node']) == common | {
        'autostart': False, 'image_transport': 'compressed', 'bundle': 'mine',
        'grounder': 'mvlm_tiny', 'phrases_file': 'phrases.yaml',
        'small_objects': True, 'camera_motion': False, 'roi_mask': 'garden.png',
        'runtime': 'tensorrt', 'device': 'cuda:0', 'precision': 'fp16'}
    assert overrides(made['gating_node']) == common | {'autostart': False}
    assert overrides(made['overlay_node']) == common | {'image_transport': 'compressed'}


def test_without_gating_node_the_tracker_uses_its_own_gate(launch_file: LaunchFile) -> None:
    made = nodes(launch_file, use_gating='false')
    assert 'gating_node' not in made
    assert overrides(made['tracker_node'])['gate'] == 'own'


def test_without_overlay(launch_file: LaunchFile) -> None:
    assert 'overlay_node' not in nodes(launch_file, use_overlay='false')


def test_image_topic_of_both_transports(launch_file: LaunchFile) -> None:
    made = nodes(launch_file, image='/camera/rgb')
    for name in ('tracker_node', 'overlay_node'):
        remaps = dict(made[name].kwargs['remappings'])
        assert remaps['image'] == '/camera/rgb'
        assert remaps['image/compressed'] == '/camera/rgb/compressed'


def test_outputs_of_the_tracker_reach_the_others(launch_file: LaunchFile) -> None:
    made = nodes(launch_file)
    assert dict(made['gating_node'].kwargs['remappings']) == {'status': 'tracker_node/status'}
    assert dict(made['overlay_node'].kwargs['remappings']) == {
        'image': 'image', 'image/compressed': 'image/compressed',
        'status': 'tracker_node/status', 'detection': 'tracker_node/detection'}


def test_namespace_and_log_level_reach_every_node(launch_file: LaunchFile) -> None:
    for node in nodes(launch_file, namespace='robot1', log_level='debug').values():
        assert node.kwargs['namespace'] == 'robot1'
        assert node.kwargs['ros_arguments'] == ['--log-level', 'debug']


@pytest.mark.parametrize('wanted', [True, False])
def test_nodes_that_die_are_started_again_after_a_while(launch_file: LaunchFile, wanted: bool) -> None:
    for node in nodes(launch_file, respawn=str(wanted).lower()).values():
        assert node.kwargs['respawn'] is wanted and node.kwargs['respawn_delay'] > 0


def test_each_process_has_its_enclave(launch_file: LaunchFile) -> None:
    for name, node in nodes(launch_file, enclaves='/vl_tracker').items():
        assert node.kwargs['ros_arguments'][2:] == ['--enclave', f'/vl_tracker/{name}']


@pytest.mark.parametrize('path', sorted((CHECKOUT / 'launch').iterdir()), ids=lambda path: path.name)
def test_no_network_and_no_subprocess(path: Path) -> None:
    text = path.read_text()
    assert not any(word in text for word in ('subprocess', 'urllib', 'requests', 'socket', 'os.system'))

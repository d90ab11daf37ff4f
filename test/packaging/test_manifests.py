"""package.xml, CMakeLists.txt, pyproject.toml and the tree say the same."""
import re
import tomllib
from xml.etree import ElementTree

import pytest
import yaml
from support.checkout import CHECKOUT

import vl_tracker_ros

PYPROJECT = tomllib.loads((CHECKOUT / 'pyproject.toml').read_text())
MANIFEST = ElementTree.parse(CHECKOUT / 'package.xml').getroot()
CMAKE = (CHECKOUT / 'CMakeLists.txt').read_text()
CONFIGS = sorted((CHECKOUT / 'config').rglob('*.yaml'))

# Keys of ROS packages and of the system that rosdep resolves to apt packages on Ubuntu 24.04.
ROS_KEYS = {
    'action_msgs', 'ament_cmake', 'ament_cmake_python', 'diagnostic_msgs', 'geometry_msgs', 'launch', 'launch_ros',
    'lifecycle_msgs', 'rclcpp_components', 'rclpy', 'rosbag2_storage_mcap', 'rosbag2_transport',
    'rosidl_default_generators', 'rosidl_default_runtime', 'sensor_msgs', 'std_msgs', 'std_srvs', 'tf2_msgs',
    'vision_msgs'}
SYSTEM_KEYS = {'python3-matplotlib', 'python3-numpy', 'python3-opencv', 'python3-tqdm', 'python3-yaml'}


def node_scripts() -> dict[str, str]:
    scripts = PYPROJECT['project']['scripts']
    return {name: target for name, target in scripts.items() if name != 'vl-tracker'}


def cmake_nodes() -> list[str]:
    return re.search(r'set\(nodes ([\w\s]+)\)', CMAKE).group(1).split()


def test_manifest_is_of_format_3_and_built_by_ament_cmake() -> None:
    assert MANIFEST.get('format') == '3'
    assert MANIFEST.findtext('export/build_type') == 'ament_cmake'
    assert MANIFEST.findtext('member_of_group') == 'rosidl_interface_packages'
    assert all(MANIFEST.findtext(tag) for tag in ('description', 'maintainer', 'license'))


def test_dependencies_are_keys_that_rosdep_resolves() -> None:
    keys = {element.text for element in MANIFEST if element.tag.endswith('depend')}
    assert keys == ROS_KEYS | SYSTEM_KEYS


def test_one_name_and_one_version() -> None:
    assert MANIFEST.findtext('name') == PYPROJECT['project']['name'] == 'vl_tracker_ros'
    assert MANIFEST.findtext('version') == PYPROJECT['project']['version'] == vl_tracker_ros.__version__


def test_pip_and_cmake_install_the_same_nodes() -> None:
    assert sorted(node_scripts()) == cmake_nodes()


@pytest.mark.parametrize('name', cmake_nodes())
def test_every_executable_is_a_module_with_a_main(name: str) -> None:
    assert node_scripts()[name] == f'vl_tracker_ros.nodes.{name}:main'
    assert re.search(r'^def main\(', (CHECKOUT / f'vl_tracker_ros/nodes/{name}.py').read_text(), re.MULTILINE)


def test_every_node_file_is_an_executable() -> None:
    nodes = {path.stem for path in (CHECKOUT / 'vl_tracker_ros/nodes').glob('*_node.py')}
    assert nodes <= set(cmake_nodes())


def test_cmake_generates_every_interface() -> None:
    assert sorted(re.findall(r'"(\w+/\w+\.(?:msg|srv|action))"', CMAKE)) == sorted(
        f'{kind}/{path.name}' for kind in ('msg', 'srv', 'action') for path in (CHECKOUT / kind).iterdir())


def test_every_folder_of_code_is_a_package() -> None:
    folders = {path.parent for path in (CHECKOUT / 'vl_tracker_ros').rglob('*.py')}
    assert [folder for folder in sorted(folders) if not (folder / '__init__.py').exists()] == []


@pytest.mark.parametrize('path', CONFIGS, ids=lambda path: path.name)
def test_config_parses(path) -> None:
    assert isinstance(yaml.safe_load(path.read_text()), dict)


def test_requirements_agree_with_the_constraints() -> None:
    """A pin that stands twice must be the same pin."""
    constraints = (CHECKOUT / 'requirements/constraints.txt').read_text()
    pins = dict(re.findall(r'^([\w.-]+)==(\S+)$', constraints, re.M))
    for name in ('robot', 'lab'):
        text = (CHECKOUT / f'requirements/{name}.txt').read_text()
        for requirement, version in re.findall(r'^([\w.-]+)(?:\[\w+\])?==(\S+)$', text, re.M):
            assert pins[requirement] == version, requirement


def test_the_robot_needs_no_torch() -> None:
    assert not re.search(r'^torch', (CHECKOUT / 'requirements/robot.txt').read_text(), re.M)
    assert not any(line.startswith('torch') for line in PYPROJECT['project']['dependencies'])

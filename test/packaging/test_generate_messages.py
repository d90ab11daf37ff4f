"""tools/generate_messages.py: what it refuses."""
import os
import sys
from pathlib import Path

import pytest

pytest.importorskip('rosidl_adapter', reason='the rosidl generators come with ROS 2: make setup')

import generate_messages  # noqa: E402
from generate_messages import DistributionFound, refuse_distribution  # noqa: E402
from pip_interfaces.package import InterfacePackage  # noqa: E402


@pytest.fixture
def distribution(tmp_path: Path) -> Path:
    """A ROS prefix that has vision_msgs."""
    index = tmp_path / 'jazzy/share/ament_index/resource_index/packages'
    index.mkdir(parents=True)
    (index / 'vision_msgs').touch()
    return tmp_path / 'jazzy'


def test_refuses_to_shadow_a_distribution(distribution: Path, tmp_path: Path) -> None:
    path = os.pathsep.join(['', str(tmp_path), str(distribution)])
    with pytest.raises(DistributionFound, match=f'vision_msgs is already in {distribution}'):
        refuse_distribution('vision_msgs', tmp_path / 'venv', path)


def test_its_own_environment_is_no_distribution(distribution: Path) -> None:
    refuse_distribution('vision_msgs', distribution, str(distribution))


def test_other_packages_are_no_reason(distribution: Path, tmp_path: Path) -> None:
    refuse_distribution('nav_msgs', tmp_path / 'venv', str(distribution))


def test_refusal_is_one_line_and_installs_nothing(
        distribution: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv('AMENT_PREFIX_PATH', str(distribution))
    monkeypatch.setattr(sys, 'argv', ['generate_messages.py'])
    monkeypatch.setattr(generate_messages, 'generate', lambda *_: pytest.fail('it installed something'))
    assert generate_messages.main() == 1
    assert capsys.readouterr().err.count('\n') == 1


def test_package_lists_its_interfaces(tmp_path: Path) -> None:
    for name in ('srv/Follow.srv', 'msg/B.msg', 'msg/A.msg', 'msg/notes.txt'):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    package = InterfacePackage('some_msgs', tmp_path)
    assert package.interfaces == ['msg/A', 'msg/B', 'srv/Follow']
    assert package.kinds == ['msg', 'srv']


def test_package_without_interfaces_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match='no msg'):
        InterfacePackage('some_msgs', tmp_path).files

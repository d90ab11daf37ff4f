"""docs/following.md says what the nodes do by default."""
import re

import pytest
import yaml
from support.checkout import CHECKOUT
from support.launch_stand_in import declared, load_launch_file

from vl_tracker_ros.following.voice import ZEROS_S
from vl_tracker_ros.nodes import follow, target_node

PAGE = (CHECKOUT / 'docs/following.md').read_text()
CONFIG = yaml.safe_load((CHECKOUT / 'config/tracker.yaml').read_text())
FOLLOWER, TARGET, TRACKER, GATE = (CONFIG[f'/**/{node}']['ros__parameters'] for node in (
    'follower_node', 'target_node', 'tracker_node', 'gating_node'))
SERVER = yaml.safe_load((CHECKOUT / 'config/nav2_follow.yaml').read_text())['/**/following_server']['ros__parameters']


def test_its_times_are_the_defaults() -> None:
    period_s = 1.0 / FOLLOWER['rate']
    assert f'1 / `rate`, {1000 * period_s:.0f} ms' in PAGE
    assert f'`target_timeout` and a period, {FOLLOWER["target_timeout"] + period_s:.2f} s' in PAGE
    assert f'`status_timeout` and a period, {FOLLOWER["status_timeout"] + period_s:.2f} s' in PAGE
    assert f'`another_object_s` ({GATE["another_object_s"]:g} s)' in PAGE
    assert FOLLOWER['deadman_timeout'] == FOLLOWER['obstacle_timeout'] == 0.5
    assert FOLLOWER['require_deadman'] is True
    assert ZEROS_S == 1.0


def test_it_names_every_source_of_depth() -> None:
    section = PAGE.split('## Where the target is')[1].split('## With nav2')[0]
    assert tuple(re.findall(r'^\| `(\w+)` \|', section, re.M)[1:]) == target_node.PARAMETERS['depth_from'].choices


def test_every_parameter_that_it_names_exists() -> None:
    named = set(re.findall(r'`([a-z]+_[a-z_]+)(?:: \w+)?`', PAGE))
    others = {'target_node', 'follower_node', 'camera_node', 'camera_info', 'cmd_vel', 'obstacle_distance', 'plumb_bob',
              'rational_polynomial', 'cmd_vel_timeout', 'image_rect', 'target_pose', 'single_process', 'tf2_ros',
              'gating_node', 'overlay_node', 'joy_node', 'topic_tools', 'autorepeat_rate'}
    assert named - others <= FOLLOWER.keys() | TARGET.keys() | TRACKER.keys() | GATE.keys() | SERVER.keys()


def test_the_arguments_that_it_names_are_those_of_the_launch_file(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = PAGE.split('| argument | for |\n')[1].split('\n\n')[0].splitlines()[1:]
    named = {name for row in rows for name in re.findall(r'`(\w+)(?::=\w+)?`', row.split('|')[1])}
    assert len(rows) == 8 and named <= declared(load_launch_file('follow.launch.py', monkeypatch)).keys()


@pytest.mark.parametrize('line', re.findall(r'^follow .*', PAGE, re.M))
def test_nodes_and_parameters_given_to_follow_exist(line: str) -> None:
    assert set(re.findall(r'--with (\w+)', line)) <= set(follow.ON_REQUEST)
    for node, parameter in re.findall(r'-p (\w+):(\w+):=', line):
        assert node in follow.REMAPS and parameter in CONFIG[f'/**/{node}']['ros__parameters']


@pytest.mark.parametrize('line', re.findall(r'^ros2 launch vl_tracker_ros .*', PAGE, re.M))
def test_launch_files_and_their_arguments_exist(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    file = line.split()[3]
    files = {file, 'follow.launch.py', 'tracker.launch.py'}     # each includes the next
    known = {name for each in files for name in declared(load_launch_file(each, monkeypatch))}
    assert set(re.findall(r'(\w+):=', line)) <= known

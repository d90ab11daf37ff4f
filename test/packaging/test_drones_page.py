"""docs/drones.md says what the nodes do by default."""
import re

import pytest
import yaml
from support.checkout import CHECKOUT
from support.launch_stand_in import declared, load_launch_file
from support.page import links

from vl_tracker_ros.following.voice import ZEROS_S
from vl_tracker_ros.mavlink import camera, rectangle
from vl_tracker_ros.nodes import mavlink_node, tracker_node

PAGE = (CHECKOUT / 'docs/drones.md').read_text()
CONFIG = yaml.safe_load((CHECKOUT / 'config/tracker.yaml').read_text())
GIMBAL, MAVLINK = (CONFIG[f'/**/{node}']['ros__parameters'] for node in ('gimbal_node', 'mavlink_node'))


def test_its_times_are_the_defaults() -> None:
    period_s = 1.0 / GIMBAL['rate']
    assert f'(1 / `rate`, {1000 * period_s:.0f} ms)' in PAGE
    assert f'`target_timeout` and a period, {GIMBAL["target_timeout"] + period_s:.2f} s' in PAGE
    assert f'`rates_timeout`, {MAVLINK["rates_timeout"]:g} s' in PAGE
    assert f'said nothing for {mavlink_node.ANSWER_S:g} s' in PAGE and ZEROS_S == 1.0
    assert f'at most {1 / camera.SHORTEST_S:.0f} |' in PAGE and f'(`component_id` {MAVLINK["component_id"]})' in PAGE
    assert rectangle.POINT_SHARE == 0.05


def test_camera_motion_is_off() -> None:
    assert CONFIG['/**/tracker_node']['ros__parameters']['camera_motion'] is False


def test_every_parameter_that_it_names_exists() -> None:
    named = set(re.findall(r'`([a-z]+_[a-z_]+)(?:: \w+)?`', PAGE))
    others = {'gimbal_node', 'mavlink_node', 'target_node', 'follower_node', 'tracker_node', 'camera_info',
              'set_target', 'image_rect', 'mvlm_tiny', 'sdtrack_tiny', 'cost_tiny'}
    assert named - others <= GIMBAL.keys() | MAVLINK.keys() | tracker_node.PARAMETERS.keys()


def test_launch_arguments_that_it_names_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    files = 'drone.launch.py', 'tracker.launch.py'      # the one includes the other
    known = {name for each in files for name in declared(load_launch_file(each, monkeypatch))}
    named = set(re.findall(r'(\w+):=', PAGE))
    assert {'small_objects', 'camera_motion', 'rectified'} <= named <= known


@pytest.mark.parametrize('link', links(PAGE))
def test_links_lead_to_files(link: str) -> None:
    assert (CHECKOUT / 'docs' / link.partition('#')[0]).exists()

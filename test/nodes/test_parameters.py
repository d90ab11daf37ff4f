"""The tables of the nodes and config/tracker.yaml say the same."""
import pytest

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.following.settings import FollowSettings
from vl_tracker_ros.nodes import (
    camera_node, follower_node, gating_node, gimbal_node, mavlink_node, overlay_node, target_node, tracker_node)
from vl_tracker_ros.nodes.parameters import load_defaults
from vl_tracker_ros.tracking.policy import Policy

TABLES = {'tracker_node': tracker_node.PARAMETERS, 'gating_node': gating_node.PARAMETERS,
          'overlay_node': overlay_node.PARAMETERS, 'camera_node': camera_node.PARAMETERS,
          'target_node': target_node.PARAMETERS, 'follower_node': follower_node.PARAMETERS,
          'gimbal_node': gimbal_node.PARAMETERS, 'mavlink_node': mavlink_node.PARAMETERS}
ALL = [(node, name) for node, table in TABLES.items() for name in table]


@pytest.mark.parametrize('node', TABLES)
def test_every_parameter_has_a_default_and_every_default_a_parameter(node):
    assert load_defaults(node).keys() == TABLES[node].keys()


@pytest.mark.parametrize('node, name', ALL)
def test_a_default_is_described_and_in_range(node, name):
    spec, default = TABLES[node][name], load_defaults(node)[name]
    assert spec.description
    if spec.choices:
        assert default in spec.choices
    if spec.bounds:
        assert spec.bounds[0] <= default <= spec.bounds[1]
        assert isinstance(default, (int, float)) and not isinstance(default, bool)


def test_the_parameters_of_the_gate_are_those_of_the_policy():
    Policy(**{name: load_defaults('gating_node')[name] for name in gating_node.POLICY})


def test_the_parameters_of_the_follower_are_its_settings():
    FollowSettings(**{name: load_defaults('follower_node')[name] for name in follower_node.FOLLOWING})


def test_the_gate_goes_by_the_thresholds_of_the_packaged_bundle():
    gate = load_bundle(load_defaults('tracker_node')['bundle']).gate
    assert {name: load_defaults('gating_node')[name] for name in gating_node.POLICY} == {
        name: gate[name] for name in gating_node.POLICY}

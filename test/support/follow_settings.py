"""The settings of followers as config/tracker.yaml has them."""
from dataclasses import fields

import yaml

from support.checkout import CHECKOUT
from vl_tracker_ros.following.settings import FollowSettings, GimbalSettings

_DEFAULTS = yaml.safe_load((CHECKOUT / 'config/tracker.yaml').read_text())


def _settings(kind, node):
    defaults = _DEFAULTS[f'/**/{node}']['ros__parameters']
    return kind(**{field.name: defaults[field.name] for field in fields(kind)})


SETTINGS = _settings(FollowSettings, 'follower_node')
GIMBAL_SETTINGS = _settings(GimbalSettings, 'gimbal_node')

"""The settings of a follower as config/tracker.yaml has them."""
from dataclasses import fields

import yaml

from support.checkout import CHECKOUT
from vl_tracker_ros.following.settings import FollowSettings

_DEFAULTS = yaml.safe_load((CHECKOUT / 'config/tracker.yaml').read_text())['/**/follower_node']['ros__parameters']
SETTINGS = FollowSettings(**{field.name: _DEFAULTS[field.name] for field in fields(FollowSettings)})

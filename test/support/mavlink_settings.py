"""The settings of an endpoint as config/tracker.yaml has them."""
from dataclasses import fields

import yaml

from support.checkout import CHECKOUT
from vl_tracker_ros.mavlink.settings import EndpointSettings

_DEFAULTS = yaml.safe_load((CHECKOUT / 'config/tracker.yaml').read_text())['/**/mavlink_node']['ros__parameters']
SETTINGS = EndpointSettings(**{field.name: _DEFAULTS[field.name] for field in fields(EndpointSettings)})

"""ATSTrack: aligning the temporal and spatial scales of vision and language (arXiv 2507.00454)."""
from functools import partial

from vl_tracker_ros.models.atstrack.config import VARIANTS
from vl_tracker_ros.models.atstrack.network import ATSTrack
from vl_tracker_ros.models.registry import register_model

for _name, _config in VARIANTS.items():
    register_model(_name, partial(ATSTrack, _config))

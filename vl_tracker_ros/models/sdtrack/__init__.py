"""SDTrack: spatially decoupled visual tracking (IROS 2024). Vision only."""
from functools import partial

from vl_tracker_ros.models.registry import register_model
from vl_tracker_ros.models.sdtrack.config import VARIANTS
from vl_tracker_ros.models.sdtrack.network import SDTrack

for _name, _config in VARIANTS.items():
    register_model(_name, partial(SDTrack, _config))

"""COST: contrastive one-stage transformer for vision-language small object tracking (Information Fusion, 2025)."""
from functools import partial

from vl_tracker_ros.models.cost.config import VARIANTS
from vl_tracker_ros.models.cost.network import COST
from vl_tracker_ros.models.registry import register_model

for _name, _config in VARIANTS.items():
    register_model(_name, partial(COST, _config))

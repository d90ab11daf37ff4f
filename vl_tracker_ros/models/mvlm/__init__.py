"""MVLM: template-free tracking by vision-language margin confidence (CVPR 2026)."""
from functools import partial

from vl_tracker_ros.models.mvlm.config import VARIANTS
from vl_tracker_ros.models.mvlm.network import MVLM
from vl_tracker_ros.models.registry import register_model

for _name, _config in VARIANTS.items():
    register_model(_name, partial(MVLM, _config))

"""All-in-One: unified vision-language tracking with multi-modal alignment (arXiv 2307.03373)."""
from functools import partial

from vl_tracker_ros.models.all_in_one.config import VARIANTS
from vl_tracker_ros.models.all_in_one.network import AllInOne
from vl_tracker_ros.models.registry import register_model

for _name, _config in VARIANTS.items():
    register_model(_name, partial(AllInOne, _config))

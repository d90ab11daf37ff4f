"""The tiny family's backbone on its own: what pretrains it. Vision only."""
from functools import partial

from vl_tracker_ros.models.registry import register_model
from vl_tracker_ros.models.siamese.network import VARIANTS, Siamese

for _name, _config in VARIANTS.items():
    register_model(_name, partial(Siamese, _config))

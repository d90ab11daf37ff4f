"""The full-size trackers with every size cut down and every switch as it is: a step takes a second."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from vl_tracker_ros.models import all_in_one, atstrack, cost, mvlm, sdtrack
from vl_tracker_ros.models.all_in_one.network import AllInOne
from vl_tracker_ros.models.atstrack.network import ATSTrack
from vl_tracker_ros.models.backbones.vit import ViTConfig
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.models.cost.network import COST
from vl_tracker_ros.models.mvlm.network import MVLM
from vl_tracker_ros.models.sdtrack.network import SDTrack

WORDS = 200
_VIT = ViTConfig(dim=32, depth=4, heads=2)
_WORDS_OF = {'width': 32, 'layers': 4, 'heads': 2, 'vocabulary': WORDS}


def _mvlm(name: str) -> TrackerModel:
    base = mvlm.VARIANTS[name]
    return MVLM(replace(base, search_size=64, template_size=64, stage_depth=1, dim=64, depth=1, heads=2,
                        head_channels=32, clip=replace(base.clip, **_WORDS_OF)))


def _all_in_one(name: str) -> TrackerModel:
    base = all_in_one.VARIANTS[name]
    return AllInOne(replace(base, vit=_VIT, search_size=64, template_size=48, head_channels=32, alignment_dim=8,
                            elimination_blocks=(1, 2), bert=replace(base.bert, **_WORDS_OF)))


def _atstrack(name: str) -> TrackerModel:
    base = atstrack.VARIANTS[name]
    return ATSTrack(replace(base, vit=_VIT, search_size=64, template_size=32, head_channels=32, modulation_heads=2,
                            text=replace(base.text, **_WORDS_OF)))


def _cost(name: str) -> TrackerModel:
    base = cost.VARIANTS[name]
    return COST(replace(base, search_size=128, template_size=64, dim=32, heads=2, ffn_dim=32, visual_layers=1,
                        fusion_layers=1, alignment_dim=8, bert=replace(base.bert, **_WORDS_OF)))


def _sdtrack(name: str) -> TrackerModel:
    base = sdtrack.VARIANTS[name]
    return SDTrack(replace(base, vit=_VIT, search_size=64, template_size=32, dim=32, heads=2, decoder_layers=2,
                           detector_layers=1, points=4, rpb_hidden=8, box_top_k=4))


SHRUNKEN: dict[str, Callable[[str], TrackerModel]] = {
    'mvlm_base': _mvlm, 'mvlm_base_bbox': _mvlm, 'mvlm_hivit_base': _mvlm, 'all_in_one_base': _all_in_one,
    'atstrack_base': _atstrack, 'cost_base': _cost, 'sdtrack_base': _sdtrack}

"""ATSTrack at a size that a test trains, exports and runs in a second."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from support.tiny_text import TINY_TEXT

from vl_tracker_ros.models.atstrack.config import ATSTrackConfig
from vl_tracker_ros.models.atstrack.network import ATSTrack
from vl_tracker_ros.models.backbones.hybrid import HybridConfig
from vl_tracker_ros.models.backbones.vit import ViTConfig

torch.set_num_threads(1)  # for so little work, threads cost a hundred times what they save

TINY = ATSTrackConfig(ViTConfig(dim=16, depth=1, heads=2, drop_path=0.0, hybrid=HybridConfig(16, 16, correlation=4)),
                      replace(TINY_TEXT, width=12), search_size=64, template_size=32,
                      head_channels=64, phrase_length=3, modulation_heads=2)
SWITCHES: list[dict[str, Any]] = [
    {}, {'vfm': False}, {'lfa': False}, {'vl_token': False}, {'head_weighting': False}, {'num_templates': 1},
    {'vl_token': False, 'head_weighting': False}, {'attributes': ('category', 'appearance', 'action')},
    {'attributes': ('location',)}, {'vfm': False, 'lfa': False, 'vl_token': False}]


def tiny_atstrack(**switches: Any) -> ATSTrack:
    """A model in evaluation mode, every weight random (no branch starts as nothing), always the same."""
    torch.manual_seed(0)
    model = ATSTrack(replace(TINY, **switches)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return model

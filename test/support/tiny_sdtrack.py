"""SDTrack at a size that a test trains, exports and runs in a second."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from vl_tracker_ros.models.backbones.hybrid import HybridConfig
from vl_tracker_ros.models.backbones.vit import ViTConfig
from vl_tracker_ros.models.sdtrack.config import SDTrackConfig
from vl_tracker_ros.models.sdtrack.network import SDTrack

torch.set_num_threads(1)  # for so little work, threads cost a hundred times what they save

TINY = SDTrackConfig(search_size=64, template_size=64, dim=32, heads=2, ffn_ratio=2.0, decoder_layers=2,
                     detector_layers=1, points=4, rpb_hidden=8, dropout=0.0, box_top_k=4,
                     vit=ViTConfig(dim=32, depth=1, heads=2, drop_path=0.0,
                                   hybrid=HybridConfig(16, 32, correlation=4)))


def tiny_sdtrack(**switches: Any) -> SDTrack:
    """A model in evaluation mode, every weight random (no branch starts as nothing), always the same."""
    torch.manual_seed(0)
    model = SDTrack(replace(TINY, **switches)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return model

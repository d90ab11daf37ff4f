"""COST at a size that a test trains, exports and runs in a second."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from support.tiny_text import TINY_TEXT

from vl_tracker_ros.models.backbones.hybrid import HybridConfig
from vl_tracker_ros.models.cost.config import COSTConfig
from vl_tracker_ros.models.cost.network import COST

torch.set_num_threads(1)  # for so little work, threads cost a hundred times what they save

TINY = COSTConfig(search_size=128, template_size=64, hybrid=HybridConfig(16, 16, correlation=4), dilation=False,
                  bert=None, text_length=6, small_text=TINY_TEXT, dim=16, heads=2, ffn_dim=32,
                  visual_layers=1, fusion_layers=2, dropout=0.0, alignment_dim=8)
PLAIN = {'contrastive_alignment': False, 'homogeneous_fusion': False, 'obj_token': False}
SWITCHES: list[dict[str, Any]] = [
    {}, {'contrastive_alignment': False}, {'obj_token': False}, {'homogeneous_fusion': False, 'obj_token': False},
    {'hybrid': None}, {'correlation_loss_weight': 1.0}, PLAIN]


def tiny_cost(**switches: Any) -> COST:
    """A model in evaluation mode, every weight random (no branch starts as nothing), always the same."""
    torch.manual_seed(0)
    model = COST(replace(TINY, **switches)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim < 4:      # convolutions are random, and behind frozen norms more would overflow
                parameter.add_(0.05 * torch.randn_like(parameter))
    return model

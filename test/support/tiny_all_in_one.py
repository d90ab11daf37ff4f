"""All-in-One at a size that a test trains, exports and runs in a second."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from support.tiny_text import TINY_TEXT

from vl_tracker_ros.models.all_in_one.config import AllInOneConfig
from vl_tracker_ros.models.all_in_one.network import AllInOne
from vl_tracker_ros.models.backbones.hybrid import HybridConfig
from vl_tracker_ros.models.backbones.vit import ViTConfig

torch.set_num_threads(1)  # for so little work, threads cost a hundred times what they save

_VIT = ViTConfig(dim=16, depth=2, heads=2, drop_path=0.0, hybrid=HybridConfig(16, 16, correlation=4))
TINY = AllInOneConfig(_VIT, search_size=64, template_size=48, head_channels=64, text_length=8, small_text=TINY_TEXT,
                      alignment_dim=8, elimination_blocks=(0, 1))
SWITCHES: list[dict[str, Any]] = [
    {}, {'modal_mixup': False}, {'elimination_blocks': ()}, {'elimination_query': 'template'},
    {'sentence': 'cls_released'}, {'sentence': 'mean_released'}, {'cma_weight': 0.0}, {'ima_weight': 0.0},
    {'cma_weight': 0.0, 'ima_weight': 0.0}, {'alignment_pooling': 'mean'}, {'correlation_loss_weight': 1.0},
    {'freeze_text': True}, {'modal_mixup': False, 'cma_weight': 0.0, 'elimination_keep': 1.0}]


def tiny_all_in_one(**switches: Any) -> AllInOne:
    """A model in evaluation mode, every weight random (no branch starts as nothing), always the same."""
    torch.manual_seed(0)
    model = AllInOne(replace(TINY, **switches)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return model

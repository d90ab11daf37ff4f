"""MVLM at a size that a test trains, exports and runs in a second."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from support.tiny_text import TINY_TEXT

from vl_tracker_ros.models.mvlm.config import MVLMConfig
from vl_tracker_ros.models.mvlm.network import MVLM

torch.set_num_threads(1)  # for so little work, threads cost a hundred times what they save

TINY = MVLMConfig(search_size=64, template_size=64, stem_channels=16, dim=16, depth=1, heads=2, head_channels=64,
                  text_length=8, small_text=TINY_TEXT)


def tiny_mvlm(**switches: Any) -> MVLM:
    """A model in evaluation mode, every weight random (no branch starts as nothing), always the same."""
    torch.manual_seed(0)
    model = MVLM(replace(TINY, **switches)).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.05 * torch.randn_like(parameter))
    return model

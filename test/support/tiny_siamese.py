"""The backbone with its head at a size that a test trains, exports and runs in a second."""
from __future__ import annotations

import torch

from vl_tracker_ros.models.backbones.hybrid import HybridConfig
from vl_tracker_ros.models.siamese.network import Siamese, SiameseConfig

torch.set_num_threads(1)  # for so little work, threads cost a hundred times what they save

TINY = SiameseConfig(HybridConfig(stem_channels=16, dim=16), search_size=64, template_size=64, head_channels=16)


def tiny_siamese() -> Siamese:
    """A model in evaluation mode, always the same."""
    torch.manual_seed(0)
    return Siamese(TINY).eval()

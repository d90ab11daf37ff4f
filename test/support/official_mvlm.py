"""Names of the official MVLM weights, and our tracker with those that the reference numbers were made with."""
from __future__ import annotations

from pathlib import Path

import torch
from support.official_fill import official_weights
from support.official_names import shapes_by_name
from torch import Tensor

from vl_tracker_ros.models.mvlm.config import MVLMConfig
from vl_tracker_ros.models.mvlm.network import MVLMTracker
from vl_tracker_ros.models.mvlm.official import rename

torch.set_num_threads(1)  # two that wait for each other on a busy machine take ten times as long

_DATA = Path(__file__).parents[1] / 'data'
_NAMES, _CLIP_NAMES = _DATA / 'mvlm_names.txt', _DATA / 'clip_text_names.txt'


def official_shapes() -> dict[str, tuple[int, ...]]:
    """Shape of every weight of the released files by its name."""
    return shapes_by_name(_NAMES)


def official_clip_shapes() -> dict[str, tuple[int, ...]]:
    """The same of CLIP ViT-L/14's text tower, which the released files leave out."""
    return {f'text_encoder.clip.{name}': shape for name, shape in shapes_by_name(_CLIP_NAMES).items()}


def official_state() -> dict[str, Tensor]:
    """All weights but CLIP's, by our names."""
    return rename(official_weights(official_shapes()))


def official_tracker(config: MVLMConfig, state: dict[str, Tensor]) -> MVLMTracker:
    """The tracker in evaluation mode, with the weights of `state` and no other."""
    with torch.device('meta'):
        tracker = MVLMTracker(config)
    prefix = 'tracker.'
    own = {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}
    tracker.load_state_dict(own, assign=True)
    return tracker.eval()

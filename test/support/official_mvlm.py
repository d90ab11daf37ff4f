"""Names of the official MVLM weights, and our tracker with those that the reference numbers were made with."""
from __future__ import annotations

import re
from pathlib import Path

import torch
from support.official_fill import official_weights
from torch import Tensor

from vl_tracker_ros.models.mvlm.config import MVLMConfig
from vl_tracker_ros.models.mvlm.network import MVLMTracker
from vl_tracker_ros.models.mvlm.official import rename

torch.set_num_threads(1)  # two that wait for each other on a busy machine take ten times as long

_NAMES = Path(__file__).parents[1] / 'data' / 'mvlm_names.txt'


def official_shapes() -> dict[str, tuple[int, ...]]:
    """Shape of every weight of the released files by its name; `blocks.[8-31]` in the list stands for 24 of them."""
    shapes = {}
    for line in _NAMES.read_text().splitlines():
        pattern, *shape = line.split()
        for name in _expanded(pattern):
            shapes[name] = tuple(map(int, shape))
    return shapes


def _expanded(pattern: str) -> list[str]:
    match = re.search(r'\[(\d+)(?:-(\d+))?\]', pattern)
    if match is None:
        return [pattern]
    first, last = int(match[1]), int(match[2] or match[1])
    return [pattern.replace(match[0], str(index)) for index in range(first, last + 1)]


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

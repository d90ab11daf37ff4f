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


def official_clip_shapes() -> dict[str, tuple[int, ...]]:
    """The same of CLIP ViT-L/14's text tower, which the released files leave out."""
    width = 768
    block = {'attn.in_proj_weight': (3 * width, width), 'attn.in_proj_bias': (3 * width,),
             'mlp.c_fc.weight': (4 * width, width), 'mlp.c_fc.bias': (4 * width,),
             'mlp.c_proj.weight': (width, 4 * width), 'attn.out_proj.weight': (width, width)}
    block |= {f'{name}.{kind}': (width,) for name in ('ln_1', 'ln_2') for kind in ('weight', 'bias')}
    block |= {f'{name}.bias': (width,) for name in ('attn.out_proj', 'mlp.c_proj')}
    shapes = {'token_embedding.weight': (49408, width), 'positional_embedding': (77, width),
              'text_projection': (width, width), 'ln_final.weight': (width,), 'ln_final.bias': (width,)}
    shapes |= {f'transformer.resblocks.{i}.{name}': shape for i in range(12) for name, shape in block.items()}
    return {f'text_encoder.clip.{name}': shape for name, shape in shapes.items()}


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

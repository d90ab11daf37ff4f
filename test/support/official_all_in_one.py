"""All-in-One with the weights that the reference numbers were made with."""
from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from support.official_fill import official_weights
from support.official_names import shapes_by_name
from torch import Tensor

from vl_tracker_ros.models.all_in_one.config import VARIANTS
from vl_tracker_ros.models.all_in_one.network import AllInOne
from vl_tracker_ros.models.all_in_one.official import rename

torch.set_num_threads(1)  # two that wait for each other on a busy machine take ten times as long

_NAMES = Path(__file__).parents[1] / 'data' / 'all_in_one_names.txt'
_ALIGNMENT = ('backbone.vision_x_proj', 'backbone.vision_z_proj')       # 63 M weights that no frame needs


def official_shapes() -> dict[str, tuple[int, ...]]:
    """Shape of every weight of the released files by its name."""
    return shapes_by_name(_NAMES)


def official_state(alignment: bool = True) -> dict[str, Tensor]:
    """The weights by our names, without those of the two large projections unless `alignment`."""
    shapes = official_shapes()
    return rename(official_weights({name: shape for name, shape in shapes.items()
                                    if alignment or not name.startswith(_ALIGNMENT)}))


def official_model(state: dict[str, Tensor], **switches: Any) -> AllInOne:
    """all_in_one_released in evaluation mode with the weights of `state`; what is not among them is on `meta`."""
    model = _empty(**switches)
    missing, unexpected = model.load_state_dict(state, strict=False, assign=True)
    assert not unexpected and all(name.startswith('alignment.') for name in missing)
    return model.eval()


def _empty(**switches: Any) -> AllInOne:
    """Without the time that it takes to make weights that are replaced; the position ids are no weights."""
    config = replace(VARIANTS['all_in_one_released'], **switches)
    with torch.device('meta'):
        model = AllInOne(config)
    embeddings = model.text.model.embeddings
    embeddings.position_ids = torch.arange(config.text_length)[None]
    embeddings.token_type_ids = torch.zeros(1, config.text_length, dtype=torch.long)
    return model

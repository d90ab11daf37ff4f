"""The released weights of All-in-One (983632847/All-in-One) by the names of `all_in_one_released`."""
from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

_PREFIXES = {
    'backbone.pos_embed_x': 'tracker.pos_search',
    'backbone.pos_embed_z': 'tracker.pos_template',
    'backbone.language_proj.': 'tracker.mixup.project.',
    'backbone.language_xz_proj.': 'alignment.language.',
    'backbone.vision_x_proj.': 'alignment.search.',
    'backbone.vision_z_proj.': 'alignment.template.',
    'backbone.': 'tracker.backbone.',
    'box_head.': 'tracker.head.',
    'language_embeddings.': 'text.model.embeddings.',
}   # the first that fits counts

UNUSED = ('backbone.cls_token', 'backbone.pos_embed', 'language_embeddings.position_ids')
"""In the files, but the network that they are of does not use them: tokens of MAE, and a table of 0, 1, 2..."""


def rename(official: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights by our names, without those of UNUSED. Raises ValueError for a name that All-in-One does not have."""
    return {_renamed(name): value for name, value in official.items() if name not in UNUSED}


def _renamed(name: str) -> str:
    for prefix, ours in _PREFIXES.items():
        if name.startswith(prefix):
            return ours + name.removeprefix(prefix)
    raise ValueError(f'{name!r} is no weight of All-in-One: '
                     'those begin with backbone., box_head., language_embeddings.')

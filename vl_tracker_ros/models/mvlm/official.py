"""The released weights of MVLM (inha-vllab/MVLM) by the names of `mvlm_base` and `mvlm_base_bbox`."""
from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor

from vl_tracker_ros.models.text.names import clip_names

_PREFIXES = {'encoder.body.': 'tracker.encoder.body.', 'head.': 'tracker.head.',
             'text_encoder.text_proj.': 'text.proj.'}
_CLIP, _OUR_CLIP = 'text_encoder.clip.', 'text.encoder.model.'
_NORM = 'final_layer_norm.'             # MVLM takes the tokens before it


def rename(official: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights by our names. Files leave CLIP out; where it is there, its image tower is not taken over.

    Raises ValueError for a name that MVLM does not have.
    """
    clip = {name.removeprefix(_CLIP): value for name, value in official.items() if name.startswith(_CLIP)}
    renamed = {_OUR_CLIP + name: value for name, value in clip_names(clip).items() if not name.startswith(_NORM)}
    for name, value in official.items():
        if not name.startswith(_CLIP):
            renamed[_renamed(name)] = value
    return renamed


def _renamed(name: str) -> str:
    for prefix, ours in _PREFIXES.items():
        if name.startswith(prefix):
            return ours + name.removeprefix(prefix)
    raise ValueError(f'{name!r} is no weight of MVLM: those begin with {", ".join(_PREFIXES)}, {_CLIP}')

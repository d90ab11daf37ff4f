"""Which reading of a public file a tracker's backbone needs, and where its position tables go."""
from __future__ import annotations

from math import isqrt
from pathlib import Path

from torch import Tensor, nn

from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.models.backbones.fast_itpn import FastITPN
from vl_tracker_ros.models.backbones.hivit import HiViT
from vl_tracker_ros.models.backbones.hybrid import HybridBackbone
from vl_tracker_ros.models.backbones.resnet import ResNet50
from vl_tracker_ros.models.backbones.vit import PATCH, VisionTransformer
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.models.checkpoint import check_finite, load_weights
from vl_tracker_ros.models.exported import read_state
from vl_tracker_ros.models.pretrained import public_files
from vl_tracker_ros.models.pretrained.positions import resized

_TABLES = ('pos_search', 'pos_template')
_KINDS = (HybridBackbone, VisionTransformer, FastITPN, HiViT, ResNet50)
_MAY_BE_NEW = ('fc_norm.', 'words.')    # a norm that fine-tuning adds; filters of words, which no picture teaches


def initialise_backbone(model: TrackerModel, path: Path) -> list[str]:
    """Copy a public file's weights into the model's backbone. Returns the names of the file that it has no use for.

    The backbone is `find_backbone`'s. A ViT's positions are parameters of the tracker, named `pos_search` (1,N,C) and
    `pos_template` (...,M,C), each resized to its grid.
    Raises CheckpointError for a model without such a backbone, a file of another layout, and weights that are missing,
    of another shape or not finite.
    """
    backbone = find_backbone(model)
    state = _public_state(backbone, path, model)
    expected = backbone.state_dict()
    load_weights(backbone, {name: state[name] for name in expected if name in state}, str(path), _MAY_BE_NEW)
    positions = _copy_positions(model.tracker, state, path) if isinstance(backbone, VisionTransformer) else set()
    return [name for name in state if name not in expected and name not in positions]


def find_backbone(model: TrackerModel) -> nn.Module:
    """The part that takes public weights. Raises CheckpointError for a model without one."""
    for kind in _KINDS:                 # the hybrid first: it may stand inside a VisionTransformer
        for module in model.tracker.modules():
            if isinstance(module, kind):
                return module
    raise CheckpointError(f'{type(model).__name__} has no backbone that takes public weights; '
                          f'there are {", ".join(kind.__name__ for kind in _KINDS)}')


def _public_state(backbone: nn.Module, path: Path, model: TrackerModel) -> dict[str, Tensor]:
    state = read_state(path)
    if isinstance(backbone, ResNet50):
        return state                    # its names are torchvision's
    search = model.spec.search_size // PATCH
    try:
        if isinstance(backbone, HybridBackbone):
            return public_files.hybrid(state)
        if isinstance(backbone, FastITPN):
            return public_files.fast_itpn(state, search, isqrt(backbone.pos_embed.shape[1] - search ** 2))
        if isinstance(backbone, HiViT):
            table = backbone.template_pos_embed
            return public_files.hivit(state, search, 0 if table is None else isqrt(table.shape[1]))
        return public_files.vit(state)
    except (KeyError, ValueError, RuntimeError) as error:
        raise CheckpointError(f'{path}: is no public file for a {type(backbone).__name__}: '
                              f'{error.args[0]} is missing or unlike it') from error


def _copy_positions(tracker: nn.Module, state: dict[str, Tensor], path: Path) -> set[str]:
    """Returns the names of `state` that were used."""
    table = state.get(public_files.POSITIONS)
    if table is None:
        raise CheckpointError(f'{path}: has no {public_files.POSITIONS}')
    check_finite({public_files.POSITIONS: table}, str(path))
    for name, parameter in tracker.named_parameters():
        if name.rsplit('.', 1)[-1] not in _TABLES:
            continue
        values = resized(table, isqrt(parameter.shape[-2]))
        if values.shape[-1] != parameter.shape[-1]:
            raise CheckpointError(f'{path}: {public_files.POSITIONS} {tuple(table.shape)} in the file does not fit '
                                  f'{name} {tuple(parameter.shape)} in the model')
        parameter.data.copy_(values)
    return {public_files.POSITIONS}

"""The weights that the official networks had when the reference numbers of test/data were made."""
from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

import numpy as np
import torch
from torch import Tensor

_TABLES = ('cls_token', 'pos_embed', 'pos_embed_x', 'pos_embed_z', 'positional_embedding')
_GAINS = {'conv5_offset.weight': 0.1, 'conv5_size.weight': 0.3}


def official_weights(shapes: Mapping[str, tuple[int, ...]]) -> dict[str, Tensor]:
    """A state dict by official names: normal numbers drawn for each name, scaled by what the name says it is."""
    return {name: torch.from_numpy(np.asarray(_value(name, tuple(shape)))) for name, shape in shapes.items()}


def _value(name: str, shape: tuple[int, ...]) -> np.ndarray:
    leaf = name.rsplit('.', 1)[-1]
    if leaf == 'num_batches_tracked':
        return np.zeros(shape, np.int64)
    normal = np.random.Generator(np.random.PCG64(crc32(name.encode()))).standard_normal(shape)
    return _scaled(name, leaf, normal).astype(np.float32)


def _scaled(name: str, leaf: str, normal: np.ndarray) -> np.ndarray:
    if leaf == 'running_var':
        return 1 + 0.2 * np.abs(normal)
    if leaf == 'running_mean':
        return 0.1 * normal
    if leaf in ('gamma_1', 'gamma_2'):
        return 0.1 + 0.01 * normal
    if leaf.endswith('bias'):
        return _bias_mean(name) + 0.02 * normal
    if leaf == 'weight' and normal.ndim == 1:
        return 1 + 0.1 * normal
    if leaf in _TABLES or 'embedding' in name:
        return 0.2 * normal
    return normal * _gain(name, normal.ndim) / np.sqrt(np.prod(normal.shape[1:]))


def _bias_mean(name: str) -> float:
    """Boxes of about a quarter of the view, in the middle of their cells."""
    return {'conv5_size.bias': -1.1, 'conv5_offset.bias': 0.5}.get('.'.join(name.split('.')[-2:]), 0.0)


def _gain(name: str, dimensions: int) -> float:
    return _GAINS.get('.'.join(name.split('.')[-2:]), np.sqrt(2) if dimensions == 4 else 1.0)

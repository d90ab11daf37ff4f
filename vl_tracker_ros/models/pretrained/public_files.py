"""From the names of public backbone files to those of our backbones. Each function takes a file's state dict and gives
ours; what belongs to the file's own pre-training (decoders, classifiers) keeps its name and is left out later."""
from __future__ import annotations

import torch
from torch import Tensor

from vl_tracker_ros.models.pretrained.positions import resized, sine_cosine, top_left

State = dict[str, Tensor]
POSITIONS = 'pos_embed'
_CAE_GRID = 14
_HYBRID_FIRST = 'stem.0.0.weight'


def vit(state: State) -> State:
    """ViT-B of MAE, or of CAE; `pos_embed` (1,n*n,C) is without the class token's."""
    if any(name.startswith('encoder.') for name in state):
        return _from_cae(state)
    return {name: value[:, 1:] if name == POSITIONS else value for name, value in state.items()}


def _from_cae(state: State) -> State:
    """CAE has LayerScale, no key bias and no position table; the first is folded, the others are written out."""
    encoder = {name.removeprefix('encoder.'): value for name, value in state.items() if name.startswith('encoder.')}
    for block in sorted({name.rsplit('.', 1)[0] for name in encoder if name.endswith('.gamma_1')}):
        _write_out_bias(encoder, f'{block}.attn')
        _fold(encoder, f'{block}.attn.proj', encoder.pop(f'{block}.gamma_1'))
        _fold(encoder, f'{block}.mlp.fc2', encoder.pop(f'{block}.gamma_2'))
    width = encoder['norm.weight'].numel()
    return {**encoder, POSITIONS: sine_cosine(_CAE_GRID, width)}


def _write_out_bias(state: State, attention: str) -> None:
    query, value = state.pop(f'{attention}.q_bias'), state.pop(f'{attention}.v_bias')
    state[f'{attention}.qkv.bias'] = torch.cat([query, torch.zeros_like(query), value])


def _fold(state: State, layer: str, scale: Tensor) -> None:
    state[f'{layer}.weight'] = state[f'{layer}.weight'] * scale[:, None]
    state[f'{layer}.bias'] = state[f'{layer}.bias'] * scale


def fast_itpn(state: State, search_grid: int, template_grid: int) -> State:
    """Fast-iTPN. The image comes twice, in six channels, so that each half has half of the first weights."""
    half, table = state['patch_embed.proj.weight'] / 2, state[POSITIONS]
    tables = torch.cat([resized(table, search_grid), top_left(table, template_grid)], dim=1)
    return {**state, 'patch_embed.proj.weight': torch.cat([half, half], dim=1), POSITIONS: tables}


def hivit(state: State, search_grid: int, template_grid: int) -> State:
    """HiViT of its MAE pre-training, whose last norm is our fc_norm."""
    table = state['absolute_pos_embed']
    renamed = {f'fc_{name}' if name.startswith('norm.') else name: value for name, value in state.items()}
    template = {'template_pos_embed': resized(table, template_grid)} if template_grid else {}
    return {**renamed, 'absolute_pos_embed': resized(table, search_grid), **template}


def hybrid(state: State) -> State:
    """The tiny family's backbone out of a checkpoint of any of them, wherever it stands in that model."""
    inside = next((name.removesuffix(_HYBRID_FIRST) for name in state if name.endswith(_HYBRID_FIRST)), '')
    return {name.removeprefix(inside): value for name, value in state.items()}

"""The names that public files give to the weights of a text encoder, turned into those of `transformers`.

CLIP comes with OpenAI's names (open_clip's too: `transformer.resblocks.0.attn.in_proj_weight`) or with those of
`transformers`; BERT with today's or with those of 2018 (`LayerNorm.gamma`). All may stand behind a prefix.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from torch import Tensor

State = dict[str, Tensor]

_OPENAI_TABLES = {'token_embedding.weight': 'embeddings.token_embedding.weight',
                  'positional_embedding': 'embeddings.position_embedding.weight',
                  'ln_final.weight': 'final_layer_norm.weight', 'ln_final.bias': 'final_layer_norm.bias'}
_OPENAI_LAYER = {'ln_1': 'layer_norm1', 'ln_2': 'layer_norm2', 'attn.out_proj': 'self_attn.out_proj',
                 'mlp.c_fc': 'mlp.fc1', 'mlp.c_proj': 'mlp.fc2'}
_OPENAI_BLOCK = re.compile(r'transformer\.resblocks\.(\d+)\.(.+)[._](weight|bias)$')
_BERT_2018 = {'LayerNorm.gamma': 'LayerNorm.weight', 'LayerNorm.beta': 'LayerNorm.bias'}


def clip_names(state: Mapping[str, Tensor]) -> State:
    """A CLIP file's text weights by their names in `ClipText.model`; {} when it has none. The rest is left out."""
    if found := _behind_prefix(state, 'embeddings.token_embedding.weight'):
        return found
    return _translated(_behind_prefix(state, 'token_embedding.weight'), _from_openai)


def bert_names(state: Mapping[str, Tensor]) -> State:
    """A BERT file's weights by their names in `BertText.model`; {} when it has none."""
    return _translated(_behind_prefix(state, 'embeddings.word_embeddings.weight'), _from_2018)


def _behind_prefix(state: Mapping[str, Tensor], anchor: str) -> State:
    """The weights that share the prefix of the one named `anchor`, without it."""
    prefix = next((name.removesuffix(anchor) for name in state if f'.{name}'.endswith(f'.{anchor}')), None)
    if prefix is None:
        return {}
    return {name.removeprefix(prefix): value for name, value in state.items() if name.startswith(prefix)}


def _translated(state: State, rule: Callable[[str, Tensor], State]) -> State:
    return {new: tensor for name, value in state.items() for new, tensor in rule(name, value).items()}


def _from_openai(name: str, value: Tensor) -> State:
    """One weight of OpenAI's names; a fused input projection becomes three, another network's weight none."""
    if name in _OPENAI_TABLES:
        return {_OPENAI_TABLES[name]: value}
    match = _OPENAI_BLOCK.match(name)
    if match is None:
        return {}
    index, part, kind = match.groups()
    layer = f'encoder.layers.{index}'
    if part == 'attn.in_proj':
        return {f'{layer}.self_attn.{p}_proj.{kind}': chunk for p, chunk in zip('qkv', value.chunk(3))}
    return {f'{layer}.{_OPENAI_LAYER.get(part, part)}.{kind}': value}


def _from_2018(name: str, value: Tensor) -> State:
    for old, new in _BERT_2018.items():
        name = name.replace(old, new)
    return {name: value}

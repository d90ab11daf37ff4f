from __future__ import annotations

import pytest
import torch
from torch import Tensor

from vl_tracker_ros.models.text.names import bert_names, clip_names


def openai(prefix: str = '') -> dict[str, Tensor]:
    block = f'{prefix}transformer.resblocks.3.'
    return {f'{prefix}token_embedding.weight': torch.zeros(5, 2), f'{prefix}positional_embedding': torch.ones(3, 2),
            f'{prefix}ln_final.bias': torch.full((2,), 2.0), f'{block}ln_1.weight': torch.full((2,), 3.0),
            f'{block}attn.in_proj_weight': torch.arange(12.0).reshape(6, 2),
            f'{block}attn.in_proj_bias': torch.arange(6.0), f'{block}attn.out_proj.bias': torch.full((2,), 4.0),
            f'{block}mlp.c_fc.weight': torch.full((8, 2), 5.0), f'{block}mlp.c_proj.weight': torch.full((2, 8), 6.0)}


@pytest.mark.parametrize('prefix', ['', 'text.', 'text_encoder.clip.'])
def test_openai_names_become_those_of_transformers(prefix: str) -> None:
    layer = 'encoder.layers.3'
    renamed = clip_names(openai(prefix))
    assert {name: value.flatten()[0].item() for name, value in renamed.items()} == {
        'embeddings.token_embedding.weight': 0, 'embeddings.position_embedding.weight': 1,
        'final_layer_norm.bias': 2, f'{layer}.layer_norm1.weight': 3,
        f'{layer}.self_attn.q_proj.weight': 0, f'{layer}.self_attn.k_proj.weight': 4,
        f'{layer}.self_attn.v_proj.weight': 8, f'{layer}.self_attn.q_proj.bias': 0,
        f'{layer}.self_attn.k_proj.bias': 2, f'{layer}.self_attn.v_proj.bias': 4,
        f'{layer}.self_attn.out_proj.bias': 4, f'{layer}.mlp.fc1.weight': 5, f'{layer}.mlp.fc2.weight': 6}


def test_the_image_tower_is_left_out() -> None:
    others = {'visual.transformer.resblocks.0.ln_1.weight': torch.ones(2), 'visual.positional_embedding': torch.ones(1),
              'logit_scale': torch.ones(()), 'text_projection': torch.ones(2, 2)}
    assert clip_names({**others, **openai()}).keys() == clip_names(openai()).keys()


@pytest.mark.parametrize('prefix', ['', 'text_model.'])
def test_clip_names_of_transformers_lose_their_prefix_only(prefix: str) -> None:
    state = {f'{prefix}embeddings.token_embedding.weight': torch.zeros(5, 2),
             f'{prefix}encoder.layers.0.mlp.fc1.bias': torch.zeros(2)}
    assert list(clip_names(state)) == ['embeddings.token_embedding.weight', 'encoder.layers.0.mlp.fc1.bias']


def test_bert_of_2018() -> None:
    state = {'bert.embeddings.word_embeddings.weight': torch.zeros(5, 2), 'cls.predictions.bias': torch.zeros(5),
             'bert.embeddings.LayerNorm.gamma': torch.full((2,), 1.0),
             'bert.embeddings.LayerNorm.beta': torch.full((2,), 2.0),
             'bert.encoder.layer.0.attention.self.query.weight': torch.full((2, 2), 3.0)}
    assert {name: value.flatten()[0].item() for name, value in bert_names(state).items()} == {
        'embeddings.word_embeddings.weight': 0, 'embeddings.LayerNorm.weight': 1, 'embeddings.LayerNorm.bias': 2,
        'encoder.layer.0.attention.self.query.weight': 3}


def test_other_models_have_no_names_here() -> None:
    assert clip_names({'backbone.weight': torch.ones(1)}) == bert_names({'backbone.weight': torch.ones(1)}) == {}
    assert clip_names({'language_token_embedding.weight': torch.ones(1)}) == {}

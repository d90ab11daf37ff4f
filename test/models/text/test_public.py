"""Small files of the public layouts, made here, into our encoders."""
from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from transformers import BertConfig, BertForMaskedLM, BertModel, CLIPConfig, CLIPModel, CLIPTextModel

from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.models.text.bert import BertText, BertTextConfig
from vl_tracker_ros.models.text.clip import ClipText, ClipTextConfig
from vl_tracker_ros.models.text.hub import PublicFileError
from vl_tracker_ros.models.text.public import find_public_text, load_text_weights

torch.set_num_threads(1)

CLIP = ClipTextConfig('', width=16, layers=2, heads=2, vocabulary=50, length=9, output='final')
BERT = BertTextConfig('', width=16, layers=2, heads=2, vocabulary=50, length=9)
IDS = torch.tensor([[48, 3, 4, 49, 0, 0]])
MASK = (IDS > 0).float()


def public_clip() -> CLIPModel:
    torch.manual_seed(1)
    text = {'vocab_size': 50, 'hidden_size': 16, 'intermediate_size': 64, 'num_hidden_layers': 2, 'bos_token_id': None,
            'num_attention_heads': 2, 'max_position_embeddings': 9, 'hidden_act': 'quick_gelu', 'eos_token_id': 49}
    vision = {'hidden_size': 16, 'intermediate_size': 16, 'num_hidden_layers': 1, 'num_attention_heads': 2,
              'image_size': 8, 'patch_size': 4}
    return CLIPModel(CLIPConfig(text_config=text, vision_config=vision)).eval()


def public_bert(kind: type = BertModel) -> BertModel | BertForMaskedLM:
    torch.manual_seed(1)
    return kind(BertConfig(vocab_size=50, hidden_size=16, intermediate_size=64, num_hidden_layers=2,
                           num_attention_heads=2, max_position_embeddings=12)).eval()


def openai(tower: CLIPTextModel) -> dict[str, Tensor]:
    """The same weights by OpenAI's names, beside those of an image tower."""
    state = {'visual.conv1.weight': torch.ones(2), 'text_projection': torch.ones(2, 2),
             'token_embedding.weight': tower.embeddings.token_embedding.weight,
             'positional_embedding': tower.embeddings.position_embedding.weight}
    modules = {'ln_final': tower.final_layer_norm}
    for i, layer in enumerate(tower.encoder.layers):
        block, heads = f'transformer.resblocks.{i}', (layer.self_attn.q_proj, layer.self_attn.k_proj,
                                                      layer.self_attn.v_proj)
        for kind in ('weight', 'bias'):
            state[f'{block}.attn.in_proj_{kind}'] = torch.cat([getattr(head, kind) for head in heads])
        modules |= {f'{block}.attn.out_proj': layer.self_attn.out_proj, f'{block}.ln_1': layer.layer_norm1,
                    f'{block}.ln_2': layer.layer_norm2, f'{block}.mlp.c_fc': layer.mlp.fc1,
                    f'{block}.mlp.c_proj': layer.mlp.fc2}
    state |= {f'{name}.{kind}': value for name, module in modules.items() for kind, value in module.named_parameters()}
    return {name: value.detach().contiguous() for name, value in state.items()}


@pytest.mark.parametrize('file', ['model.safetensors', 'pytorch_model.bin', 'open_clip_model.safetensors'])
def test_clip_gives_the_tokens_of_the_public_model(file: str, tmp_path: Path) -> None:
    public = public_clip()
    if file == 'model.safetensors':
        public.save_pretrained(tmp_path)
    elif file == 'pytorch_model.bin':
        torch.save(public.state_dict(), tmp_path / file)
    else:
        save_file(openai(public.text_model), tmp_path / file)
    text = ClipText(CLIP).eval()
    load_text_weights(text, str(tmp_path))
    expected = public.text_model(input_ids=IDS).last_hidden_state
    torch.testing.assert_close(text(IDS, MASK), expected)


def test_bert_gives_the_tokens_of_the_public_model(tmp_path: Path) -> None:
    public = public_bert()
    public.save_pretrained(tmp_path)
    text = BertText(BERT).eval()
    load_text_weights(text, str(tmp_path))
    expected = public(input_ids=IDS, attention_mask=MASK.long()).last_hidden_state
    torch.testing.assert_close(text(IDS, MASK)[:, :4], expected[:, :4])


def test_bert_of_2018_with_heads_and_a_prefix(tmp_path: Path) -> None:
    public = public_bert(BertForMaskedLM)
    old = {name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'): value
           for name, value in public.state_dict().items()}
    torch.save(old, tmp_path / 'pytorch_model.bin')
    text = BertText(BERT).eval()
    load_text_weights(text, str(tmp_path / 'pytorch_model.bin'))
    expected = public.bert(input_ids=IDS, attention_mask=MASK.long()).last_hidden_state
    torch.testing.assert_close(text(IDS, MASK)[:, :4], expected[:, :4])


def test_fewer_layers_are_the_first_ones(tmp_path: Path) -> None:
    public = public_bert()
    public.save_pretrained(tmp_path)
    text = BertText(BertTextConfig(**{**vars(BERT), 'output': 'embeddings'})).eval()
    load_text_weights(text, str(tmp_path))
    torch.testing.assert_close(text(IDS, MASK), public.embeddings(IDS))


def test_weights_of_another_variant_are_named_with_both_shapes(tmp_path: Path) -> None:
    public_bert().save_pretrained(tmp_path)
    with pytest.raises(CheckpointError, match=r'word_embeddings.weight \(50, 16\) in the file but \(50, 32\)'):
        load_text_weights(BertText(BertTextConfig(**{**vars(BERT), 'width': 32})), str(tmp_path))


def test_missing_weights_are_named(tmp_path: Path) -> None:
    public_bert().save_pretrained(tmp_path)
    state = load_file(tmp_path / 'model.safetensors')
    del state['encoder.layer.1.output.dense.bias']
    save_file(state, tmp_path / 'model.safetensors')
    with pytest.raises(CheckpointError, match=r'missing: encoder.layer.1.output.dense.bias \(16,\)'):
        load_text_weights(BertText(BERT), str(tmp_path))


def test_weights_of_another_model_are_refused(tmp_path: Path) -> None:
    public_bert().save_pretrained(tmp_path)
    with pytest.raises(CheckpointError, match='another model than CLIPTextModel'):
        load_text_weights(ClipText(CLIP), str(tmp_path))


def test_an_empty_folder_says_what_it_should_hold(tmp_path: Path) -> None:
    with pytest.raises(PublicFileError, match='holds none of open_clip_model.safetensors, .*pytorch_model.bin'):
        load_text_weights(BertText(BERT), str(tmp_path))


def test_the_public_encoder_is_found_inside_a_wrapper() -> None:
    named = BertText(BertTextConfig(**{**vars(BERT), 'public_name': 'bert-base-uncased'}))
    assert find_public_text(nn.Sequential(nn.Linear(1, 1), nn.ModuleList([named]))) is named
    assert find_public_text(nn.Sequential(BertText(BERT))) is None

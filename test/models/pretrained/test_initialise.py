from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.models.backbones.fast_itpn import FastITPN
from vl_tracker_ros.models.backbones.hivit import HiViT
from vl_tracker_ros.models.backbones.hybrid import HybridBackbone, HybridConfig
from vl_tracker_ros.models.backbones.vit import ViTConfig, VisionTransformer, position_table
from vl_tracker_ros.models.pretrained import initialise_backbone
from vl_tracker_ros.models.pretrained.positions import resized, sine_cosine

SEARCH, TEMPLATE, DIM = 64, 32, 16


class Stub(nn.Module):
    """A tracker with nothing but a backbone and, for a ViT, positions."""

    def __init__(self, backbone: nn.Module) -> None:
        super().__init__()
        self.tracker = nn.Module()
        self.tracker.backbone = backbone
        if isinstance(backbone, VisionTransformer):
            self.tracker.pos_search = position_table((SEARCH // 16) ** 2, DIM)
            self.tracker.pos_template = position_table((TEMPLATE // 16) ** 2, DIM)
        self.spec = SimpleNamespace(search_size=SEARCH)


def vit(**sizes: Any) -> Stub:
    return Stub(VisionTransformer(ViTConfig(**{'dim': DIM, 'depth': 2, 'heads': 2, **sizes})).eval())


def pyramid(kind: type[nn.Module]) -> Stub:
    return Stub(kind(SEARCH, TEMPLATE, dim=DIM, stage_depth=1, depth=2, heads=2).eval())


def random_state(module: nn.Module) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(3)
    return {name: torch.randn(value.shape, generator=generator) for name, value in module.state_dict().items()}


def save(path: Path, content: Any) -> Path:
    torch.save(content, path)
    return path


def mae_file(model: Stub) -> dict[str, Tensor]:
    """The layout of mae_pretrain_vit_base.pth, and parts of the decoder that the longer file has."""
    return {**random_state(model.tracker.backbone), 'cls_token': torch.randn(1, 1, DIM),
            'pos_embed': torch.randn(1, 1 + 14 * 14, DIM), 'mask_token': torch.randn(1, 1, DIM),
            'decoder_embed.weight': torch.randn(8, DIM)}


def test_mae(tmp_path: Path) -> None:
    model = vit()
    state = mae_file(model)
    left_out = initialise_backbone(model, save(tmp_path / 'mae.pth', {'model': state}))
    assert left_out == ['cls_token', 'mask_token', 'decoder_embed.weight']
    backbone = model.tracker.backbone.state_dict()
    assert all(torch.equal(value, state[name]) for name, value in backbone.items())
    assert torch.equal(model.tracker.pos_search, resized(state['pos_embed'][:, 1:], 4))
    assert torch.equal(model.tracker.pos_template, resized(state['pos_embed'][:, 1:], 2))


def cae_block(state: dict[str, Tensor], tokens: Tensor, i: int) -> Tensor:
    """A block of CAE computed from the file itself: LayerScale, queries and values with bias, keys without."""
    def norm(x: Tensor, name: str) -> Tensor:
        return nn.functional.layer_norm(x, (DIM,), part(f'{name}.weight'), part(f'{name}.bias'), 1e-6)

    def part(name: str) -> Tensor:
        return state[f'encoder.blocks.{i}.{name}']

    bias = torch.cat([part('attn.q_bias'), torch.zeros(DIM), part('attn.v_bias')])
    q, k, v = ((norm(tokens, 'norm1') @ part('attn.qkv.weight').T + bias)
               .unflatten(-1, (3, 2, DIM // 2)).permute(2, 0, 3, 1, 4))
    mixed = (torch.softmax(q @ k.transpose(-1, -2) / (DIM // 2) ** 0.5, -1) @ v).transpose(1, 2).flatten(2)
    tokens = tokens + part('gamma_1') * (mixed @ part('attn.proj.weight').T + part('attn.proj.bias'))
    hidden = nn.functional.gelu(norm(tokens, 'norm2') @ part('mlp.fc1.weight').T + part('mlp.fc1.bias'))
    return tokens + part('gamma_2') * (hidden @ part('mlp.fc2.weight').T + part('mlp.fc2.bias'))


def cae_file(model: Stub) -> dict[str, Tensor]:
    plain = random_state(model.tracker.backbone)
    state = {f'encoder.{name}': value for name, value in plain.items() if not name.endswith('qkv.bias')}
    for i in range(2):
        state |= {f'encoder.blocks.{i}.{name}': torch.randn(DIM) for name in
                  ('attn.q_bias', 'attn.v_bias', 'gamma_1', 'gamma_2')}
    return {**state, 'encoder.cls_token': torch.randn(1, 1, DIM), 'teacher.norm.weight': torch.ones(DIM),
            'decoder.norm.weight': torch.ones(DIM)}


def test_cae_computes_the_same_with_biases_written_out_and_layer_scale_folded(tmp_path: Path) -> None:
    model = vit()
    torch.manual_seed(1)
    state = cae_file(model)
    assert initialise_backbone(model, save(tmp_path / 'cae.pth', {'model': state})) == ['cls_token']
    tokens = torch.randn(1, 5, DIM)
    for i, block in enumerate(model.tracker.backbone.blocks):
        assert torch.allclose(block(tokens), cae_block(state, tokens, i), atol=1e-4)
    assert torch.equal(model.tracker.pos_template, resized(sine_cosine(14, DIM), 2))


def test_fast_itpn(tmp_path: Path) -> None:
    model = pyramid(FastITPN)
    state = random_state(model.tracker.backbone)
    first = torch.randn(DIM // 4, 3, 4, 4)
    table = torch.randn(1, 14 * 14, DIM)
    public = {**state, 'patch_embed.proj.weight': first, 'pos_embed': table, 'lm_head.weight': torch.ones(2, DIM)}
    del public['fc_norm.weight'], public['fc_norm.bias']
    assert initialise_backbone(model, save(tmp_path / 'itpn.pt', {'module': public})) == ['lm_head.weight']
    found = model.tracker.backbone.state_dict()
    image = torch.randn(1, 3, 8, 8)
    assert torch.allclose(model.tracker.backbone.patch_embed(image), nn.functional.conv2d(
        image, first, state['patch_embed.proj.bias'], stride=4), atol=1e-5)
    assert torch.equal(found['pos_embed'][:, :16], resized(table, 4))
    assert torch.equal(found['pos_embed'][0, 16:], table[0, [0, 1, 14, 15]])
    assert found['fc_norm.weight'].tolist() == [1] * DIM
    assert torch.equal(found['blocks.4.attn.q_bias'], state['blocks.4.attn.q_bias'])


def test_hivit(tmp_path: Path) -> None:
    model = pyramid(HiViT)
    state = random_state(model.tracker.backbone)
    public = {name.replace('fc_norm', 'norm') if name.startswith('fc_norm') else name: value
              for name, value in state.items() if name != 'template_pos_embed'}
    public |= {'absolute_pos_embed': torch.randn(1, 196, DIM), 'mask_token': torch.randn(1, 1, DIM)}
    assert initialise_backbone(model, save(tmp_path / 'hivit.pth', {'model': public})) == ['mask_token']
    found = model.tracker.backbone.state_dict()
    assert torch.equal(found['fc_norm.weight'], public['norm.weight'])
    assert torch.equal(found['absolute_pos_embed'], resized(public['absolute_pos_embed'], 4))
    assert torch.equal(found['template_pos_embed'], resized(public['absolute_pos_embed'], 2))


def test_a_file_of_another_layout_is_named(tmp_path: Path) -> None:
    path = save(tmp_path / 'mae.pth', mae_file(vit()))
    with pytest.raises(CheckpointError, match='mae.pth: is no public file for a HiViT: absolute_pos_embed is missing'):
        initialise_backbone(pyramid(HiViT), path)
    with pytest.raises(CheckpointError, match='mae.pth: '):
        initialise_backbone(pyramid(FastITPN), path)
    with pytest.raises(CheckpointError, match=r'another variant of VisionTransformer; of another shape: '):
        initialise_backbone(vit(dim=32), path)
    with pytest.raises(CheckpointError, match='of another model than HybridBackbone'):
        initialise_backbone(vit(hybrid=HybridConfig(16, DIM)), path)


def test_wrong_positions_are_named(tmp_path: Path) -> None:
    model = vit()
    state = mae_file(model)
    for table, cause in ((None, 'has no pos_embed'), (torch.full((1, 197, DIM), torch.nan), 'NaN or infinite weights'),
                         (torch.ones(1, 197, 8), r'\(1, 196, 8\) in the file does not fit pos_search \(1, 16, 16\)')):
        changed = {name: value for name, value in {**state, 'pos_embed': table}.items() if value is not None}
        with pytest.raises(CheckpointError, match=cause):
            initialise_backbone(model, save(tmp_path / 'mae.pth', changed))


def test_filters_of_words_may_be_new(tmp_path: Path) -> None:
    model, plain = (Stub(HybridBackbone(HybridConfig(16, DIM, word_filters=count)).eval()) for count in (4, 0))
    public, filters = random_state(plain.tracker.backbone), model.tracker.backbone.words.filters.weight.clone()
    assert not initialise_backbone(model, save(tmp_path / 'siamese.pth', public))
    found = model.tracker.backbone.state_dict()
    assert all(torch.equal(found[name], public[name]) for name, _ in plain.tracker.backbone.named_parameters())
    assert torch.equal(found['words.filters.weight'], filters)


def test_a_model_without_such_a_backbone_is_named(tmp_path: Path) -> None:
    cause = 'Stub has no backbone that takes public weights; there are HybridBackbone, VisionT'
    with pytest.raises(CheckpointError, match=cause):
        initialise_backbone(Stub(nn.Linear(1, 1)), tmp_path / 'mae.pth')

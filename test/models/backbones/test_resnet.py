from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from torch import Tensor, nn
from transformers import ResNetConfig, ResNetModel

from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.models.backbones.resnet import FrozenBatchNorm, ResNet50
from vl_tracker_ros.models.pretrained import initialise_backbone


@pytest.fixture(scope='module')
def state() -> dict[str, Tensor]:
    """Random weights under the public names, small enough that nothing overflows."""
    generator = torch.Generator().manual_seed(0)
    return {name: value + 0.1 * torch.rand(value.shape, generator=generator) * (value.ndim == 1)
            for name, value in ResNet50().state_dict().items()}


def resnet(state: dict[str, Tensor], dilation: bool) -> ResNet50:
    model = ResNet50(dilation).eval()
    model.load_state_dict(state)
    return model


def other_name(name: str) -> str:
    """The name that transformers has for one of torchvision's."""
    first, *inner, kind = name.split('.')
    if first in ('conv1', 'bn1'):
        return f'embedder.embedder.{"convolution" if first == "conv1" else "normalization"}.{kind}'
    block, part, *_ = inner
    parts = {'conv': 'convolution', 'bn': 'normalization'}
    where = (f'shortcut.{"convolution" if inner[-1] == "0" else "normalization"}' if part == 'downsample'
             else f'layer.{int(part[-1]) - 1}.{parts[part[:-1]]}')
    return f'encoder.stages.{int(first[-1]) - 1}.layers.{block}.{where}.{kind}'


@torch.no_grad()
def test_it_is_resnet50(state: dict[str, Tensor]) -> None:
    """Without dilation, with the same weights, another implementation gives the same features."""
    config = ResNetConfig(hidden_sizes=[256, 512, 1024], depths=[3, 4, 6])
    other = ResNetModel(config).eval()
    renamed = {other_name(name): value for name, value in state.items()}
    assert other.load_state_dict(renamed, strict=False).unexpected_keys == []
    image = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    ours, theirs = resnet(state, dilation=False)(image), other(image).last_hidden_state
    assert ours.shape == (1, 1024, 4, 4)
    assert torch.allclose(ours, theirs, rtol=1e-4, atol=1e-4 * float(theirs.abs().max()))


@torch.no_grad()
def test_dilation_only_adds_places_in_between(state: dict[str, Tensor]) -> None:
    image = torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    dense, strided = resnet(state, dilation=True)(image), resnet(state, dilation=False)(image)
    assert dense.shape == (1, 1024, 8, 8)
    assert torch.allclose(dense[:, :, ::2, ::2], strided, rtol=1e-4, atol=1e-4 * float(strided.abs().max()))


def test_frozen_batch_norm_by_hand() -> None:
    norm = FrozenBatchNorm(1, eps=0.0)
    for name, value in (('weight', 3.0), ('bias', 1.0), ('running_mean', 2.0), ('running_var', 4.0)):
        getattr(norm, name).fill_(value)
    assert norm.train()(torch.full((1, 1, 1, 1), 6.0)).item() == 7.0
    assert norm.running_mean.item() == 2.0 and list(norm.parameters()) == []


def stub() -> nn.Module:
    model = nn.Module()
    model.tracker = nn.Sequential(ResNet50())
    model.spec = SimpleNamespace(search_size=64)
    return model


def test_the_public_file_loads_without_what_is_above(state: dict[str, Tensor], tmp_path: Path) -> None:
    above = {name: torch.ones(1) for name in ('bn1.num_batches_tracked', 'layer4.0.conv1.weight', 'fc.bias')}
    torch.save({**state, **above}, tmp_path / 'resnet50.pth')
    model = stub()
    assert initialise_backbone(model, tmp_path / 'resnet50.pth') == list(above)
    assert all(torch.equal(value, state[name]) for name, value in model.tracker[0].state_dict().items())


def test_another_file_is_refused(state: dict[str, Tensor], tmp_path: Path) -> None:
    torch.save({name: value for name, value in state.items() if not name.startswith('layer3')}, tmp_path / 'cut.pth')
    with pytest.raises(CheckpointError, match='missing: layer3.0.conv1.weight'):
        initialise_backbone(stub(), tmp_path / 'cut.pth')

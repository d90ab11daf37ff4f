from __future__ import annotations

import pytest
import torch
from support.official_fill import official_weights
from support.reference import load_reference

from vl_tracker_ros.models.backbones.hivit import HiViT, PatchMerge


def small(template_size: int = 0) -> HiViT:
    return HiViT(64, template_size, dim=32, stage_depth=1, depth=2, heads=4).eval()


@torch.no_grad()
def test_the_public_encoder_with_the_same_weights_gives_the_same() -> None:
    reference, model = load_reference('hivit_small'), small()
    own = {name: tuple(value.shape) for name, value in model.state_dict().items()}
    assert own.keys() == set(reference['names'].tolist()), 'the public names'
    model.load_state_dict(official_weights(own))
    image = torch.from_numpy(reference['image'].astype('float32') / 255)[None]
    tokens = model(model.embed(image) + model.absolute_pos_embed)
    assert torch.allclose(tokens[0], torch.from_numpy(reference['tokens']), atol=1e-5)
    assert torch.allclose(model.fc_norm(tokens)[0], torch.from_numpy(reference['normed']), atol=1e-5)


def test_merging_takes_the_neighbours_column_by_column() -> None:
    merge = PatchMerge(1)
    merge.norm = torch.nn.Identity()
    with torch.no_grad():
        merge.reduction.weight.copy_(torch.eye(4)[1:3])
    square = torch.tensor([[1.0, 2.0], [3.0, 4.0]])[None, :, :, None]
    assert merge(square).flatten().tolist() == [3, 2]              # below the first, then beside it


def test_a_token_sees_its_own_pixels_only_before_the_joint_blocks() -> None:
    image = torch.rand(1, 3, 64, 64)
    changed = image.clone()
    changed[:, :, 16:32, 32:48] = 0
    with torch.no_grad():
        model = small()
        differs = (model.embed(image) - model.embed(changed)).abs().amax(-1)[0] > 1e-6
    assert differs.nonzero().flatten().tolist() == [1 * 4 + 2]


def test_base_has_the_published_size() -> None:
    with torch.device('meta'):
        model = HiViT(224, 0)
    count = sum(parameter.numel() for parameter in model.parameters())
    assert count / 1e6 == pytest.approx(65.8, abs=0.1), '66.4 M of the paper less relative positions and classifier'

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from safetensors.torch import save_file
from support.tiny_siamese import TINY, tiny_siamese
from torch import Tensor, nn

from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.export import export_model, frame_inputs
from vl_tracker_ros.models import create_model
from vl_tracker_ros.models.layers.losses import top_box_iou
from vl_tracker_ros.models.pretrained import initialise_backbone
from vl_tracker_ros.models.siamese.network import Siamese


def textures(count: int) -> tuple[dict[str, Tensor], Tensor]:
    """The template's texture in a place of the view, and another texture elsewhere; boxes (B,4) of the first."""
    generator = torch.Generator().manual_seed(0)
    target, other = (torch.randn(count, 3, 24, 24, generator=generator) for _ in range(2))
    search, template = torch.zeros(count, 3, 64, 64), torch.zeros(count, 1, 3, 64, 64)
    corners = torch.randint(0, 40, (count, 2), generator=generator)
    for i, (x, y) in enumerate(corners.tolist()):
        search[i, :, 40 - y:64 - y, 40 - x:64 - x] = other[i]
        search[i, :, y:y + 24, x:x + 24] = target[i]
        template[i, 0, :, 20:44, 20:44] = target[i]
    boxes = torch.cat([(corners + 12) / 64, torch.full((count, 2), 24 / 64)], dim=1)
    return {'search': search, 'template': template}, boxes


def test_it_is_vision_only_and_small() -> None:
    model = create_model('siamese_tiny')
    assert model.text is None and model.spec.inputs == ['search', 'template']
    assert sum(p.numel() for p in model.parameters()) < 1e6


def test_it_learns_a_batch_by_heart() -> None:
    torch.manual_seed(0)
    model = Siamese(TINY).train()
    inputs, boxes = textures(8)
    present, losses = torch.arange(8) < 7, []
    optimizer = torch.optim.AdamW(model.parameters(), 4e-3)
    for _ in range(60):
        out = model.predict(inputs)
        loss = model.loss(out, boxes, present)['loss']
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.3 * losses[0]
    assert top_box_iou(out, boxes)[present].mean() > 0.6


def test_exported_tracker_is_the_model(tmp_path: Path) -> None:
    model = tiny_siamese()
    export_model(model, tmp_path)
    inputs = {name: torch.rand_like(value) for name, value in frame_inputs(model.spec).items()}
    session = onnxruntime.InferenceSession(str(tmp_path / 'tracker.onnx'), providers=['CPUExecutionProvider'])
    found = session.run(model.spec.outputs, {name: value.numpy() for name, value in inputs.items()})
    with torch.no_grad():
        expected = model.tracker(**inputs)
    assert all(np.abs(a - b.numpy()).max() <= 1e-4 for a, b in zip(found, expected, strict=True))


@pytest.mark.parametrize('name', ['sdtrack_tiny', 'all_in_one_tiny', 'atstrack_tiny', 'cost_tiny'])
def test_its_backbone_is_that_of_the_tiny_family(name: str, tmp_path: Path) -> None:
    path, pretrained = tmp_path / 'checkpoint.safetensors', create_model('siamese_tiny')
    save_file(pretrained.state_dict(), path)
    model = create_model(name)
    left_out = initialise_backbone(model, path)
    assert left_out and all(name.startswith('tracker.head.') for name in left_out)
    same = [module for module in model.modules() if type(module) is type(pretrained.tracker.backbone)]
    assert len(same) == 1 and _equal(same[0], pretrained.tracker.backbone)


def test_it_is_taken_from_wherever_it_stands_in_a_tracker(tmp_path: Path) -> None:
    path, trained, model = tmp_path / 'checkpoint.safetensors', create_model('sdtrack_tiny'), create_model('cost_tiny')
    save_file(trained.state_dict(), path)
    initialise_backbone(model, path)
    assert _equal(model.tracker.backbone, trained.tracker.backbone.patch_embed)


def test_a_backbone_of_other_sizes_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / 'checkpoint.safetensors'
    save_file(tiny_siamese().state_dict(), path)
    with pytest.raises(CheckpointError, match='another variant of HybridBackbone'):
        initialise_backbone(create_model('sdtrack_tiny'), path)


def _equal(a: nn.Module, b: nn.Module) -> bool:
    return all(torch.equal(a.state_dict()[name], value) for name, value in b.state_dict().items())

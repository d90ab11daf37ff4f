"""Which weights of a published checkpoint reach the model; from checkpoint to bundle: test/cli/test_convert.py."""
from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from support.own_registry import own_registry
from support.tiny_run import RELEASE, write_yaml
from tokenizers import Tokenizer, models
from torch import Tensor

from vl_tracker_ros import convert as module
from vl_tracker_ros.convert import convert
from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.models import register_model
from vl_tracker_ros.models.all_in_one.config import AllInOneConfig
from vl_tracker_ros.models.all_in_one.network import AllInOne
from vl_tracker_ros.models.backbones.vit import ViTConfig
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.models.text.bert import BertTextConfig

SMALL = AllInOneConfig(
    ViTConfig(dim=16, depth=2, heads=2), search_size=64, template_size=64, head_channels=32, text_length=8,
    alignment_dim=8, elimination_blocks=(0,), sentence='cls_released', freeze_text=True,
    bert=BertTextConfig(width=16, heads=2, vocabulary=20, length=8, output='embeddings'))
OFFICIAL = {'tracker.pos_search': 'backbone.pos_embed_x', 'tracker.pos_template': 'backbone.pos_embed_z',
            'tracker.mixup.project.': 'backbone.language_proj.', 'alignment.language.': 'backbone.language_xz_proj.',
            'alignment.search.': 'backbone.vision_x_proj.', 'alignment.template.': 'backbone.vision_z_proj.',
            'tracker.backbone.': 'backbone.', 'tracker.head.': 'box_head.',
            'text.model.embeddings.': 'language_embeddings.'}


def official(model: AllInOne) -> dict[str, Tensor]:
    """The layout of the released file, with the tokens of MAE that its network does not use."""
    state = {'backbone.cls_token': torch.ones(1, 1, 16), 'backbone.pos_embed': torch.ones(1, 197, 16)}
    for name, value in model.state_dict().items():
        prefix = next(ours for ours in OFFICIAL if name.startswith(ours))
        state[OFFICIAL[prefix] + name.removeprefix(prefix)] = value
    return state


@pytest.fixture
def converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[TrackerModel]:
    """The models that were to be exported, which takes long and is not what is tested here."""
    own_registry(monkeypatch)
    register_model('small', partial(AllInOne, SMALL))
    found: list[TrackerModel] = []

    def no_export(model: TrackerModel, folder: Path) -> None:
        folder.mkdir()
        found.append(model)

    monkeypatch.setattr(module, 'export_model', no_export)
    write_yaml(tmp_path / 'small.yaml', {**RELEASE, 'model': 'small'})
    Tokenizer(models.WordLevel({'[UNK]': 0}, unk_token='[UNK]')).save(str(tmp_path / 'tokenizer.json'))
    return found


def run(folder: Path, state: dict[str, Tensor], **options: str) -> None:
    weights = folder / 'net.pth.tar'
    torch.save({'net': state}, weights)
    convert('all_in_one', weights, folder / 'small.yaml', folder / 'out', tokenizer=str(folder), **options)


def new_model() -> AllInOne:
    torch.manual_seed(4)
    return AllInOne(SMALL)


def test_all_weights_of_all_in_one_are_taken_over(tmp_path: Path, converted: list[TrackerModel]) -> None:
    source = new_model()
    run(tmp_path, official(source))
    found = converted[0].state_dict()
    assert all(torch.equal(found[name], value) for name, value in source.state_dict().items())


def test_a_text_encoder_that_the_file_leaves_out_comes_from_elsewhere(
        tmp_path: Path, converted: list[TrackerModel]) -> None:
    source = new_model()
    bert = {f'bert.{name}': torch.full_like(value, 3) for name, value in source.text.model.state_dict().items()}
    save_file(bert, tmp_path / 'model.safetensors')
    state = {name: value for name, value in official(source).items() if not name.startswith('language_embeddings.')}
    run(tmp_path, state, text=str(tmp_path))
    found = converted[0].state_dict()
    assert all(torch.equal(found[name], torch.full_like(value, 3) if name.startswith('text.') else value)
               for name, value in source.state_dict().items())


def test_part_of_a_text_encoder_is_not_filled_up(tmp_path: Path, converted: list[TrackerModel]) -> None:
    state = official(new_model())
    del state['language_embeddings.LayerNorm.bias']
    with pytest.raises(CheckpointError, match=r'missing: text.model.embeddings.LayerNorm.bias \(16,\)'):
        run(tmp_path, state)
    assert not converted


def test_a_file_of_another_tracker_is_named(tmp_path: Path, converted: list[TrackerModel]) -> None:
    with pytest.raises(CheckpointError, match="is no checkpoint of all_in_one: 'encoder.body.cls_token' is no weight"):
        run(tmp_path, {'encoder.body.cls_token': torch.ones(1)})

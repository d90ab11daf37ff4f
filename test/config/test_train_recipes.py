"""The full-size recipes of config/train: every one trains, on trees of its sets, through the trainer's own entry."""
from __future__ import annotations

import math
from collections import Counter
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from support.checkout import CHECKOUT
from support.field_sets import write_field_set
from support.own_registry import own_registry
from support.shrunken_bases import SHRUNKEN, WORDS
from tokenizers import Tokenizer

from vl_tracker_ros.data.field.registry import FIELD
from vl_tracker_ros.data.field.sampler import FieldSampler
from vl_tracker_ros.data.field.sampling import read_sampling
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sources import HOUSE, read_choices
from vl_tracker_ros.models import list_models, registry
from vl_tracker_ros.training import run
from vl_tracker_ros.training.config import ConfigError, read_config
from vl_tracker_ros.training.predict import has_idle_parameters
from vl_tracker_ros.training.run_log import read_log
from vl_tracker_ros.training.tokenizer import train_tokenizer
from vl_tracker_ros.training.validation import Validation

RECIPES = sorted((CHECKOUT / 'config' / 'train').glob('*_base*.yaml'))
CHEAP = ('steps=1', 'batch_size=2', 'threads=1', 'workers=0', 'checkpoint_steps=1', 'backbone=', 'precision=no')
of_each = pytest.mark.parametrize('path', RECIPES, ids=lambda path: path.stem)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shrunken models by the names of the real ones; of the words, a tokenizer of ours and weights as they come."""
    own_registry(monkeypatch)
    registry._BUILDERS.update({name: partial(make, name) for name, make in SHRUNKEN.items()})
    monkeypatch.setattr(run, 'public_tokenizer', lambda name: _tokenizer())
    monkeypatch.setattr(run, 'load_text_weights', lambda encoder, name: None)
    monkeypatch.setattr(run, 'Validation', partial(Validation, batches=1, size=2))


def _tokenizer() -> Tokenizer:
    return train_tokenizer(['the red box walking', 'object cube thing'] * 3, WORDS)


def write_data(path: Path, root: Path) -> Path:
    for name, choice in read_choices(read_config(path).data).items():
        write_field_set(name, root / choice.folder)
    return root


def test_there_is_one_of_every_full_size_tracker() -> None:
    assert {path.stem for path in RECIPES} == set(SHRUNKEN)


@of_each
def test_model_sets_and_numbers_of_a_recipe_are_known(path: Path) -> None:
    config = read_config(path)
    choices, sampling = read_choices(config.data), read_sampling(config.sampling)
    assert config.model in list_models() and HOUSE not in choices and choices.keys() <= FIELD.keys()
    assert sampling.absent_share == 0                       # the papers train on what is there
    assert config.schedule == 'step' and config.backbone_rate == 0.1 and config.clip_norm == 0.1
    assert list(run.model_of(path, config.model).backbone_parameters())


@of_each
def test_a_recipe_trains_on_all_of_its_sets(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Counter[str]()
    sample = FieldSampler.sample

    def counted(self: FieldSampler, *arguments: object) -> object:
        drawn[self._name] += 1
        return sample(self, *arguments)

    monkeypatch.setattr(FieldSampler, 'sample', counted)
    data = write_data(path, tmp_path / 'data')
    run.train(path, data, tmp_path / 'run', [*CHEAP, 'batch_size=16'])
    assert drawn.keys() == read_choices(read_config(path).data).keys()
    row, = read_log(tmp_path / 'run/log.csv')
    assert all(map(math.isfinite, row.values())) and 'presence_auc' not in row
    assert ('words_iou' in row) != ('template_iou' in row)      # the papers' trackers know one way to be told
    weights = load_file(tmp_path / 'run/checkpoint.safetensors')
    assert weights and all(value.isfinite().all() for value in weights.values() if value.is_floating_point())


@of_each
def test_every_trained_weight_gets_a_gradient(path: Path) -> None:
    """Else several processes would wait for it: they look for idle parameters only where the spec tells of them."""
    model = registry.create_model(path.stem).train()
    spec, inputs = model.spec, {}
    for name, shape in spec.input_shapes().items():
        inputs[name] = torch.randn(2, *shape[1:])
    if model.text is not None:
        mask = torch.ones(2, spec.text_length)
        inputs |= {'text': model.text(torch.randint(1, WORDS, mask.shape), mask), 'text_mask': mask}
    boxes, present = torch.tensor([[0.5, 0.5, 0.3, 0.3]] * 2), torch.ones(2, dtype=torch.bool)
    model.loss(model.predict({name: inputs[name] for name in spec.inputs}), boxes, present)['loss'].backward()
    assert not has_idle_parameters(spec)
    assert not [name for name, value in model.named_parameters() if value.requires_grad and value.grad is None]


def test_a_step_moves_what_the_recipe_trains_and_nothing_else(tmp_path: Path) -> None:
    path = CHECKOUT / 'config/train/mvlm_base_bbox.yaml'
    torch.manual_seed(1)
    before = SHRUNKEN['mvlm_base_bbox']('mvlm_base_bbox').state_dict()
    run.train(path, write_data(path, tmp_path / 'data'), tmp_path / 'run', CHEAP)
    after = load_file(tmp_path / 'run/checkpoint.safetensors')
    moved = {name for name, value in before.items() if not torch.equal(value, after[name])}
    assert any(name.startswith('tracker.head.') for name in moved)
    assert any(name.startswith('tracker.encoder.') for name in moved)
    assert not {name for name in moved if name.startswith('text.encoder.')}      # CLIP is frozen


def test_between_them_the_recipes_train_on_every_set() -> None:
    assert {name for path in RECIPES for name in read_choices(read_config(path).data)} == set(FIELD)


def test_clips_to_follow_come_from_our_own_banks(tmp_path: Path) -> None:
    path = CHECKOUT / 'config/train/sdtrack_base.yaml'
    with pytest.raises(ConfigError, match='track_frames should be 0 where data has no house'):
        run.train(path, write_data(path, tmp_path / 'data'), tmp_path / 'run', [*CHEAP, 'track_frames=5'])


@pytest.mark.parametrize(('setting', 'cause'), [
    ('data={lasso: {folder: LaSOT, weight: 1}}', 'data: lasso is no set'),
    ('sampling={zoom: 2}', 'sampling: zoom is unknown')])
def test_a_wrong_choice_is_told_before_anything_is_read(tmp_path: Path, setting: str, cause: str) -> None:
    with pytest.raises(DataError, match=cause):
        run.train(CHECKOUT / 'config/train/mvlm_base.yaml', tmp_path, tmp_path / 'run', [setting])
    assert not (tmp_path / 'run').exists()

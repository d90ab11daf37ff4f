"""What a run takes from the model's text encoder: its tokenizer and its published weights."""
from __future__ import annotations

import copy
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from support.tiny_mvlm import tiny_mvlm
from support.tiny_run import TRAINING, write_yaml
from support.tiny_siamese import tiny_siamese
from support.tiny_text import TINY_TEXT
from torch import nn

from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.data.sources import Opened
from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.export import frame_inputs
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.models.text.bert import BertText, BertTextConfig
from vl_tracker_ros.models.text.hub import PublicFileError
from vl_tracker_ros.models.text.small import TextTransformer
from vl_tracker_ros.training.config import ConfigError, TrainingConfig, read_config
from vl_tracker_ros.training.run import (
    _freeze_backbone, _initialise, _measures, _train_only, check_text, load_text, tokenizer_for)
from vl_tracker_ros.training.tokenizer import train_tokenizer

PIECES = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'the', 'red', 'car']


def model_with_bert(public_name: str) -> TrackerModel:
    model = TrackerModel()
    model.text = BertText(BertTextConfig(public_name, width=16, heads=2, vocabulary=8, length=6, output='embeddings'))
    return model


def test_a_public_encoder_comes_with_its_tokenizer(tmp_path: Path, mixture: Mixture) -> None:
    (tmp_path / 'vocab.txt').write_text('\n'.join(PIECES))
    tokenizer = tokenizer_for(model_with_bert(str(tmp_path)), mixture, tmp_path)
    assert tokenizer.encode('the red car').ids == [2, 5, 6, 7, 3]


def test_a_small_encoder_gets_one_of_the_captions(tmp_path: Path, mixture: Mixture,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr('vl_tracker_ros.training.run._TOKENIZER_BATCHES', 1)
    tokenizer = tokenizer_for(tiny_mvlm(), mixture, tmp_path)
    assert 20 < tokenizer.get_vocab_size() <= 200 and tokenizer.token_to_id('[PAD]') == 0


def test_a_tracker_without_words_gets_an_empty_one(tmp_path: Path, mixture: Mixture) -> None:
    model = TrackerModel()
    model.text = None
    assert set(tokenizer_for(model, mixture, tmp_path).get_vocab()) == {'[PAD]', '[UNK]'}


def test_a_public_encoder_starts_from_its_published_weights(tmp_path: Path) -> None:
    published = {name: torch.randn_like(value) for name, value in model_with_bert('x').text.model.state_dict().items()}
    save_file(published, tmp_path / 'model.safetensors')
    model = model_with_bert(str(tmp_path))
    load_text(model)
    assert all(torch.equal(value, published[name]) for name, value in model.text.model.state_dict().items())


def test_published_weights_that_are_not_there_stop_the_run(tmp_path: Path) -> None:
    with pytest.raises(PublicFileError, match='holds none of'):
        load_text(model_with_bert(str(tmp_path)))


def test_other_models_start_as_they_are() -> None:
    model = tiny_mvlm()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    load_text(model)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())


def config_of(tmp_path: Path, **values: str | int) -> TrainingConfig:
    return read_config(write_yaml(tmp_path / 'run.yaml', {**TRAINING, **values}))


@pytest.fixture
def text_folder(tmp_path: Path) -> Path:
    folder = tmp_path / 'text_small'
    folder.mkdir()
    save_file(TextTransformer(TINY_TEXT).state_dict(), folder / 'model.safetensors')
    train_tokenizer(['the red car'], 60).save(str(folder / 'tokenizer.json'))
    return folder


def test_a_small_encoder_starts_from_its_folder(text_folder: Path, mixture: Mixture) -> None:
    models = [tiny_mvlm(freeze_text=True), tiny_mvlm()]
    for model in models:
        load_text(model, str(text_folder))
    assert torch.equal(models[0].text.encoder.tokens.weight, models[1].text.encoder.tokens.weight)
    assert len(tokenizer_for(models[0], mixture, text_folder, str(text_folder)).encode('the red car').ids) == 3


@pytest.mark.parametrize(('text', 'frozen', 'cause'), [
    ('', True, 'text: tiny does not train its text encoder, and needs a trained one'),
    ('nowhere', True, 'text: nowhere is no folder')])
def test_text_that_cannot_be_is_named(tmp_path: Path, text: str, frozen: bool, cause: str) -> None:
    with pytest.raises(ConfigError, match=f'run.yaml: {cause}'):
        check_text(tmp_path / 'run.yaml', config_of(tmp_path, text=text), tiny_mvlm(freeze_text=frozen))


def test_text_for_a_tracker_without_words_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match='text: tiny has no small text encoder'):
        check_text(tmp_path / 'run.yaml', config_of(tmp_path, text='somewhere'), TrackerModel())


def test_an_encoder_that_learns_needs_no_start(tmp_path: Path) -> None:
    check_text(tmp_path / 'run.yaml', config_of(tmp_path), tiny_mvlm())


def earlier_run(folder: Path, weights: dict[str, torch.Tensor]) -> str:
    """The path of a checkpoint with these weights."""
    folder.mkdir()
    save_file({name: value.contiguous() for name, value in weights.items()}, folder / 'checkpoint.safetensors')
    return str(folder / 'checkpoint.safetensors')


def test_a_run_begins_with_an_earlier_one_and_its_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model, earlier = tiny_mvlm(), {name: value + 1 for name, value in tiny_mvlm().state_dict().items()}
    config = config_of(tmp_path, initial=earlier_run(tmp_path / 'earlier', earlier))
    assert _initialise(model, config) == str(tmp_path / 'earlier')
    assert all(torch.equal(value, earlier[name]) for name, value in model.state_dict().items())
    assert f'{len(earlier)} of its {len(earlier)} weights taken, 0 left' in capsys.readouterr().out


def test_words_are_new_where_the_earlier_run_had_none(tmp_path: Path) -> None:
    seen = {name: value for name, value in tiny_mvlm().state_dict().items() if not name.startswith('text.')}
    assert _initialise(tiny_mvlm(), config_of(tmp_path, initial=earlier_run(tmp_path / 'earlier', seen))) == ''


def test_the_words_of_text_count_more_than_those_of_an_earlier_run(tmp_path: Path, text_folder: Path) -> None:
    model, earlier = tiny_mvlm(), {name: value + 1 for name, value in tiny_mvlm().state_dict().items()}
    config = config_of(tmp_path, initial=earlier_run(tmp_path / 'earlier', earlier), text=str(text_folder))
    assert _initialise(model, config) == str(text_folder)
    encoder = load_file(text_folder / 'model.safetensors')
    assert all(torch.equal(value, encoder[name]) for name, value in model.text.encoder.state_dict().items())


def test_the_backbone_begins_with_the_file_that_the_config_names(tmp_path: Path,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    given = []
    monkeypatch.setattr('vl_tracker_ros.training.run.initialise_backbone', lambda *both: given.append(both) or ['left'])
    model = tiny_mvlm()
    _initialise(model, config_of(tmp_path, backbone='public.pth'))
    assert given == [(model, Path('public.pth'))]


def test_a_model_whose_backbone_takes_no_public_file_says_so(tmp_path: Path) -> None:
    model = TrackerModel()
    model.tracker = nn.Identity()
    with pytest.raises(CheckpointError, match='TrackerModel has no backbone that takes public weights'):
        _initialise(model, config_of(tmp_path, backbone='public.pth'))


def test_a_frozen_backbone_needs_weights_and_keeps_them(tmp_path: Path) -> None:
    path, model = tmp_path / 'train.yaml', tiny_siamese()
    with pytest.raises(ConfigError, match='train.yaml: freeze_backbone: neither backbone nor initial'):
        _freeze_backbone(path, config_of(tmp_path, freeze_backbone=True), model)
    _freeze_backbone(path, config_of(tmp_path, freeze_backbone=True, backbone='siamese.safetensors'), model)
    before = copy.deepcopy(model.tracker.backbone.state_dict())
    model.train().loss(model.predict(frame_inputs(model.spec)), torch.full((1, 4), 0.5),
                       torch.tensor([True]))['loss'].backward()
    assert all(torch.equal(value, before[name]) for name, value in model.tracker.backbone.state_dict().items())
    assert {name.split('.')[1] for name, p in model.named_parameters() if p.grad is not None} == {'head'}


def test_only_what_is_named_is_trained_and_the_rest_keeps_its_statistics(tmp_path: Path) -> None:
    model, chosen = tiny_mvlm(), ['tracker.encoder.backbone.words', 'tracker.word_score']
    _train_only(tmp_path / 'train.yaml', config_of(tmp_path, initial='before.safetensors', train_only=chosen), model)
    before = copy.deepcopy(model.state_dict())
    optimizer = torch.optim.SGD([parameter for parameter in model.parameters() if parameter.requires_grad], 0.1)
    given = {name: value for name, value in frame_inputs(model.spec).items() if not name.startswith('template')}
    model.train().loss(model.predict(given), torch.full((1, 4), 0.5), torch.tensor([True]))['loss'].backward()
    optimizer.step()
    changed = {name for name, value in model.state_dict().items() if not torch.equal(value, before[name])}
    assert changed and all(name.startswith(tuple(chosen)) for name in changed)
    assert all(any(name.startswith(part) for name in changed) for part in chosen)
    assert any(name.endswith('running_mean') for name in changed)


@pytest.mark.parametrize(('changes', 'cause'), [
    ({'initial': 'a.safetensors', 'train_only': ['tracker.head', 'tracker.encod', 5]},
     'train_only: tiny has no parameters tracker.encod, 5'),
    ({'train_only': ['tracker.head']}, 'train_only: initial gives the other parameters no weights')])
def test_what_cannot_be_trained_alone_is_named(tmp_path: Path, changes: dict[str, object], cause: str) -> None:
    with pytest.raises(ConfigError, match=f'train.yaml: {cause}'):
        _train_only(tmp_path / 'train.yaml', config_of(tmp_path, **changes), tiny_mvlm())


def test_without_clips_of_our_own_none_can_be_tracked(tmp_path: Path, mixture: Mixture) -> None:
    with pytest.raises(ConfigError, match='track_frames should be 0 where data has no house'):
        _measures(Opened(mixture, mixture, None), config_of(tmp_path, track_frames=5), None)

"""What a run takes from the model's text encoder: its tokenizer and its published weights."""
from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from support.tiny_mvlm import tiny_mvlm

from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.models.text.bert import BertText, BertTextConfig
from vl_tracker_ros.models.text.hub import PublicFileError
from vl_tracker_ros.training.run import load_public_text, tokenizer_for

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
    load_public_text(model)
    assert all(torch.equal(value, published[name]) for name, value in model.text.model.state_dict().items())


def test_published_weights_that_are_not_there_stop_the_run(tmp_path: Path) -> None:
    with pytest.raises(PublicFileError, match='holds none of'):
        load_public_text(model_with_bert(str(tmp_path)))


def test_other_models_start_as_they_are() -> None:
    model = tiny_mvlm()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    load_public_text(model)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())

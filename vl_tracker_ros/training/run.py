"""Set up and run one training: banks, tokenizer, trainer."""
from __future__ import annotations

from pathlib import Path

import cv2
from tokenizers import Tokenizer

from vl_tracker_ros.data.banks import load_banks
from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.models import create_model
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.training.config import ConfigError, read_config
from vl_tracker_ros.training.tokenizer import train_tokenizer, training_sentences
from vl_tracker_ros.training.trainer import Trainer
from vl_tracker_ros.training.validation import Validation

_TOKENIZER_BATCHES = 40


def held_out(index: int) -> bool:
    """Every tenth cut-out, photo, clip and background is kept from training."""
    return index % 10 == 3


def model_of(config_path: Path, name: str) -> TrackerModel:
    """The model that a config file asks for. Raises ConfigError for an unknown one."""
    try:
        return create_model(name)
    except KeyError as error:
        raise ConfigError(f'{config_path}: {error.args[0]}') from error


def _tokenizer(folder: Path, mixture: Mixture, data: Path, vocabulary: int) -> Tokenizer:
    path = folder / 'tokenizer.json'
    if path.exists():
        return Tokenizer.from_file(str(path))
    captions = [s.caption for i in range(_TOKENIZER_BATCHES) for s in mixture.batch((0, i), 64, False)]
    language = data / 'lang' / 'lasot_nlp.tsv'
    sentences = training_sentences(captions, str(language) if language.exists() else None)
    tokenizer = train_tokenizer(sentences, vocabulary)
    tokenizer.save(str(path))
    return tokenizer


def train(config_path: Path, data: Path, folder: Path) -> None:
    """Train, or resume, the run in `folder` on the data sets under `data` (its `train/` and `lang/`)."""
    cv2.setNumThreads(1)
    config = read_config(config_path)
    model = model_of(config_path, config.model)
    spec = model.spec
    folder.mkdir(parents=True, exist_ok=True)
    banks = load_banks(data / 'train')
    mixture = Mixture(banks.split(held_out, keep=False), spec.search_size, spec.template_size)
    unseen = Mixture(banks.split(held_out, keep=True), spec.search_size, spec.template_size)
    tokenizer = _tokenizer(folder, mixture, data, model.config.text_vocabulary)
    validation = Validation(unseen, tokenizer, spec.text_length)
    trainer = Trainer(config, mixture, validation, tokenizer, folder)
    print('resumed' if trainer.resume() else 'started', config, flush=True)
    trainer.run()

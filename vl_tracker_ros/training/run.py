"""Set up and run one training: banks, tokenizer, trainer."""
from __future__ import annotations

from pathlib import Path

import cv2
import torch
from accelerate import PartialState
from tokenizers import Tokenizer

from vl_tracker_ros.data.field.sampling import read_sampling
from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.data.sample import ViewSizes
from vl_tracker_ros.data.sources import open_sets, read_choices
from vl_tracker_ros.language.tokens import DescriptionTokenizer
from vl_tracker_ros.models import create_model
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.models.text.public import find_public_text, load_text_weights
from vl_tracker_ros.models.text.tokenizer import public_tokenizer
from vl_tracker_ros.training.config import ConfigError, read_config
from vl_tracker_ros.training.predict import template_share
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


def tokenizer_for(model: TrackerModel, mixture: Mixture, data: Path) -> Tokenizer:
    """The one that belongs to the model's public text encoder; else one of our words; without words, an empty one."""
    if model.text is None:
        return train_tokenizer([], vocabulary=0)
    if encoder := find_public_text(model):
        return public_tokenizer(encoder.config.public_name)
    return _tokenizer_of_our_words(mixture, data, model.config.text_vocabulary)


def load_public_text(model: TrackerModel) -> None:
    """The published weights into the model's public text encoder, if it has one."""
    if encoder := find_public_text(model):
        load_text_weights(encoder, encoder.config.public_name)


def _tokenizer(folder: Path, model: TrackerModel, mixture: Mixture, data: Path) -> Tokenizer:
    """The run's own, made when the run begins."""
    path = folder / 'tokenizer.json'
    if path.exists():
        return Tokenizer.from_file(str(path))
    tokenizer = tokenizer_for(model, mixture, data)
    tokenizer.save(str(path))
    return tokenizer


def _tokenizer_of_our_words(mixture: Mixture, data: Path, vocabulary: int) -> Tokenizer:
    captions = [s.caption for i in range(_TOKENIZER_BATCHES) for s in mixture.batch((0, i), 64, False)]
    language = data / 'lang' / 'lasot_nlp.tsv'
    sentences = training_sentences(captions, str(language) if language.exists() else None)
    return train_tokenizer(sentences, vocabulary)


def train(config_path: Path, data: Path, folder: Path) -> None:
    """Train, or resume, the run in `folder` on the data sets under `data` (its `train/` and `lang/`).

    Started by torchrun, every process calls this; the folder must be the same for all.
    """
    cv2.setNumThreads(1)
    config = read_config(config_path)
    model = model_of(config_path, config.model)
    spec = model.spec
    folder.mkdir(parents=True, exist_ok=True)
    opened = open_sets(read_choices(config.data), data, ViewSizes(spec.search_size, spec.template_size,
                       spec.num_templates), read_sampling(config.sampling), template_share(spec), held_out)
    processes = PartialState(cpu=not torch.cuda.is_available())     # on the CPU it asks for being told so
    with processes.main_process_first():
        tokenizer = _tokenizer(folder, model, opened.training, data)
    tokenise = DescriptionTokenizer(tokenizer, spec.text_length, spec.text_groups)
    trainer = Trainer(config, opened.training, Validation(opened.unseen, tokenise), tokenise, folder)
    resumed = trainer.resume()
    if not resumed:
        load_public_text(trainer.model)
        load_public_text(trainer.averaged)
    processes.print('resumed' if resumed else 'started', config, flush=True)
    trainer.run()
    processes.destroy_process_group()

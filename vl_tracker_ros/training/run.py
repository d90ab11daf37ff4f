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
from vl_tracker_ros.models.text.small import find_small_text, load_small_text
from vl_tracker_ros.models.text.tokenizer import public_tokenizer
from vl_tracker_ros.training.config import ConfigError, TrainingConfig, read_config
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


def check_text(config_path: Path, config: TrainingConfig, model: TrackerModel) -> None:
    """Raises ConfigError for a `text` that is no folder or not for this model, and where a frozen encoder has none."""
    encoder = find_small_text(model)
    frozen = encoder is not None and not encoder.norm.weight.requires_grad
    if frozen and not config.text:
        raise ConfigError(f'{config_path}: text: {config.model} does not train its text encoder, and needs a trained '
                          'one: weights/text_small')
    if config.text and encoder is None:
        raise ConfigError(f'{config_path}: text: {config.model} has no small text encoder')
    if config.text and not Path(config.text).is_dir():
        raise ConfigError(f'{config_path}: text: {config.text} is no folder')


def tokenizer_for(model: TrackerModel, mixture: Mixture, data: Path, text: str = '') -> Tokenizer:
    """The one that belongs to the model's public text encoder or to the small one in the folder `text`.

    Without either it is one of our words; for a tracker without words, an empty one.
    """
    if model.text is None:
        return train_tokenizer([], vocabulary=0)
    if encoder := find_public_text(model):
        return public_tokenizer(encoder.config.public_name)
    if text:
        return public_tokenizer(text)
    return _tokenizer_of_our_words(mixture, data, find_small_text(model).config.vocabulary)


def load_text(model: TrackerModel, text: str = '') -> None:
    """The published weights into the model's public text encoder, those of the folder `text` into its small one."""
    if encoder := find_public_text(model):
        load_text_weights(encoder, encoder.config.public_name)
    elif text:
        load_small_text(find_small_text(model), Path(text))


def _tokenizer(folder: Path, model: TrackerModel, mixture: Mixture, data: Path, text: str) -> Tokenizer:
    """The run's own, made when the run begins."""
    path = folder / 'tokenizer.json'
    if path.exists():
        return Tokenizer.from_file(str(path))
    tokenizer = tokenizer_for(model, mixture, data, text)
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
    check_text(config_path, config, model)
    spec = model.spec
    folder.mkdir(parents=True, exist_ok=True)
    opened = open_sets(read_choices(config.data), data, ViewSizes(spec.search_size, spec.template_size,
                       spec.num_templates), read_sampling(config.sampling), template_share(spec), held_out)
    processes = PartialState(cpu=not torch.cuda.is_available())     # on the CPU it asks for being told so
    with processes.main_process_first():
        tokenizer = _tokenizer(folder, model, opened.training, data, config.text)
    tokenise = DescriptionTokenizer(tokenizer, spec.text_length, spec.text_groups)
    trainer = Trainer(config, opened.training, Validation(opened.unseen, tokenise), tokenise, folder)
    resumed = trainer.resume()
    if not resumed:
        load_text(trainer.model, config.text)
        load_text(trainer.averaged, config.text)
    processes.print('resumed' if resumed else 'started', config, flush=True)
    trainer.run()
    processes.destroy_process_group()

"""Set up and run one training: banks, tokenizer, trainer."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import cv2
import torch
from accelerate import PartialState
from tokenizers import Tokenizer

from vl_tracker_ros.data.field.sampling import read_sampling
from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.data.sample import ViewSizes
from vl_tracker_ros.data.sources import Opened, open_sets, read_choices
from vl_tracker_ros.language.tokens import DescriptionTokenizer
from vl_tracker_ros.models import create_model
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.models.pretrained import find_backbone, initialise_backbone
from vl_tracker_ros.models.text.public import find_public_text, load_text_weights
from vl_tracker_ros.models.text.small import find_small_text, load_small_text
from vl_tracker_ros.models.text.tokenizer import public_tokenizer
from vl_tracker_ros.training.config import ConfigError, TrainingConfig, read_config
from vl_tracker_ros.training.initial import load_initial
from vl_tracker_ros.training.predict import template_share
from vl_tracker_ros.training.run_config import check_run_config, keep_run_config
from vl_tracker_ros.training.run_files import RESUME, TOKENIZER, write_whole
from vl_tracker_ros.training.tokenizer import train_tokenizer, training_sentences
from vl_tracker_ros.training.tracking_validation import TrackingValidation, beginnings
from vl_tracker_ros.training.trainer import Trainer
from vl_tracker_ros.training.validation import Measure, Validation

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


def _freeze_backbone(config_path: Path, config: TrainingConfig, model: TrackerModel) -> None:
    """Its gradients are most of a tiny tracker's work. Raises ConfigError where nothing gives it weights."""
    if not (config.backbone or config.initial):
        raise ConfigError(f'{config_path}: freeze_backbone: neither backbone nor initial gives it weights')
    find_backbone(model).requires_grad_(False)


def _train_only(config_path: Path, config: TrainingConfig, model: TrackerModel) -> None:
    """Raises ConfigError for names of no parameter, and where nothing gives the others weights."""
    if not config.initial:
        raise ConfigError(f'{config_path}: train_only: initial gives the other parameters no weights')
    parameters = dict(model.named_parameters())
    chosen = {first: [name for name in parameters if f'{name}.'.startswith(f'{first}.')] for first in config.train_only}
    if unknown := [str(first) for first, names in chosen.items() if not names]:
        raise ConfigError(f'{config_path}: train_only: {config.model} has no parameters {", ".join(unknown)}')
    for name in parameters.keys() - set(chain(*chosen.values())):
        parameters[name].requires_grad_(False)


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


def _tokenizer_of_our_words(mixture: Mixture, data: Path, vocabulary: int) -> Tokenizer:
    captions = [s.caption for i in range(_TOKENIZER_BATCHES) for s in mixture.batch((0, i), 64, False)]
    language = data / 'lang' / 'lasot_nlp.tsv'
    sentences = training_sentences(captions, str(language) if language.exists() else None)
    return train_tokenizer(sentences, vocabulary)


def _initialise(model: TrackerModel, config: TrainingConfig) -> str:
    """What the weights of a new run begin with. Returns the folder of the tokenizer that they are of, '' for a new one.

    `initial` comes before `text`: where both bring an encoder of words, it is that of `text`, with its tokenizer.
    """
    tell, words = PartialState().print, config.text
    if config.backbone:
        left_out = initialise_backbone(model, Path(config.backbone))
        tell(f'{config.backbone}: the backbone begins with it; {len(left_out)} of its weights left', flush=True)
    if config.initial:
        taken = load_initial(model, Path(config.initial))
        tell(taken, flush=True)
        words = words or (str(taken.folder) if taken.has_words else '')
    load_text(model, config.text)
    return words


def _measures(opened: Opened, config: TrainingConfig, tokenise: DescriptionTokenizer) -> list[Measure]:
    if config.track_frames and opened.unseen_banks is None:
        raise ConfigError('track_frames should be 0 where data has no house: its held-out clips are what is tracked')
    tracking = [TrackingValidation(beginnings(opened.unseen_banks, config.track_frames))] if config.track_frames else []
    return [Validation(opened.unseen, tokenise), *tracking]


def train(config_path: Path, data: Path, folder: Path, settings: Sequence[str] = ()) -> None:
    """Train, or resume, the run in `folder` on the data sets under `data` (its `train/` and `lang/`).

    `settings` (key=value) count more than the config file. Started by torchrun, every process calls this; the folder
    must be the same for all.
    """
    cv2.setNumThreads(1)
    config = read_config(config_path, settings)
    choices, sampling = read_choices(config.data), read_sampling(config.sampling)
    check_run_config(folder, config)
    processes = PartialState(cpu=not torch.cuda.is_available())     # on the CPU it asks for being told so
    torch.manual_seed(config.seed)
    model = model_of(config_path, config.model)
    check_text(config_path, config, model)
    if config.freeze_backbone:
        _freeze_backbone(config_path, config, model)
    if config.train_only:
        _train_only(config_path, config, model)
    resuming = (folder / RESUME).exists()
    words = '' if resuming else _initialise(model, config)
    folder.mkdir(parents=True, exist_ok=True)
    spec = model.spec
    sizes = ViewSizes(spec.search_size, spec.template_size, spec.num_templates)
    opened = open_sets(choices, data, sizes, sampling, template_share(spec, config.template_share), held_out)
    with processes.main_process_first():
        if processes.is_main_process:
            keep_run_config(folder, config)
        if processes.is_main_process and not resuming:
            new = tokenizer_for(model, opened.training, data, words)
            write_whole(folder / TOKENIZER, lambda path: new.save(str(path)))
        tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenise = DescriptionTokenizer(tokenizer, spec.text_length, spec.text_groups)
    measures = _measures(opened, config, tokenise)
    trainer = Trainer(config, model, opened.training, measures, tokenise, folder)
    processes.print('resumed' if trainer.resume() else 'started', config, flush=True)
    trainer.run()
    processes.destroy_process_group()

"""Published weights become a bundle: read, renamed, loaded to the last one, exported."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from torch import Tensor, nn

from vl_tracker_ros.bundle import UNCALIBRATED, Bundle, write_bundle
from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.export import export_model, export_record
from vl_tracker_ros.models.checkpoint import load_weights, read_checkpoint
from vl_tracker_ros.models.text.public import find_public_text, load_text_weights
from vl_tracker_ros.models.text.tokenizer import public_tokenizer
from vl_tracker_ros.training.config import ConfigError, read_chosen
from vl_tracker_ros.training.run import model_of

Rename = Callable[[Mapping[str, Tensor]], dict[str, Tensor]]


def convert(source: str, weights: Path, config_path: Path, folder: Path, text: str | None = None,
            tokenizer: str | None = None) -> Bundle:
    """Make the bundle `folder` of a published checkpoint of a tracker; models/<source>/official.py has its names.

    The config (config/convert/) gives the model and the sections of bundle.yaml that are chosen. `text` names the
    weights of a public text encoder that the checkpoint leaves out, `tokenizer` its tokenizer; both are a public name
    or a folder, and are by default those that the model's encoder names.
    Raises CheckpointError for weights that are missing, left over or unfit, ConfigError for a wrong config, and
    PublicFileError or TokenizerError where text weights or tokenizer are not to be had.
    """
    chosen = read_chosen(config_path)
    model = model_of(config_path, chosen['model']).eval()
    _load(model, _renamed(source, weights), str(weights), text)
    name = tokenizer or text or _public_name(model)
    if not name:
        raise ConfigError(f'{config_path}: {chosen["model"]} names no public tokenizer: say --tokenizer')
    pieces = public_tokenizer(name)
    export_model(model, folder)
    pieces.save(str(folder / 'tokenizer.json'))
    return write_bundle(folder, {
        **chosen, 'network': asdict(model.spec), 'calibration': asdict(UNCALIBRATED),
        'training': {**chosen['training'], 'converted_from': weights.name, 'exported_with': export_record()}})


def _renamed(source: str, weights: Path) -> dict[str, Tensor]:
    rename: Rename = import_module(f'vl_tracker_ros.models.{source}.official').rename
    try:
        return rename(read_checkpoint(weights))
    except CheckpointError:
        raise
    except ValueError as error:
        raise CheckpointError(f'{weights}: is no checkpoint of {source}: {error}') from error


def _load(model: nn.Module, state: dict[str, Tensor], source: str, text: str | None) -> None:
    """The checkpoint's weights, and the text encoder's own where the checkpoint leaves them out."""
    encoder = find_public_text(model)
    prefix = next((f'{name}.' for name, module in model.named_modules() if module is encoder), None)
    if prefix is None or any(name.startswith(prefix) for name in state):
        load_weights(model, state, source)
        return
    load_weights(model, state, source, ignore=(prefix,))
    load_text_weights(encoder, text or encoder.config.public_name)


def _public_name(model: nn.Module) -> str:
    encoder = find_public_text(model)
    return '' if encoder is None else encoder.config.public_name

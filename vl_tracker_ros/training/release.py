"""A trained run becomes a bundle: exported, its scores calibrated on held-out samples, its metadata written."""
from __future__ import annotations

import csv
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from tokenizers import Tokenizer

from vl_tracker_ros.bundle import Bundle, write_bundle
from vl_tracker_ros.data.banks import load_banks
from vl_tracker_ros.data.mixture import Mixture, house_mixture
from vl_tracker_ros.evaluation.calibration import expected_calibration_error, fit_calibration
from vl_tracker_ros.export import export_model, export_record
from vl_tracker_ros.language.tokens import DescriptionTokenizer
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.models.layers.losses import top_box_iou
from vl_tracker_ros.training.batches import collate
from vl_tracker_ros.training.config import read_chosen
from vl_tracker_ros.training.predict import needs_template, predict
from vl_tracker_ros.training.run import held_out, model_of

_SEED, _BATCHES, _BATCH_SIZE = 7, 48, 32


def _check_run(run: Path) -> None:
    missing = [name for name in ('checkpoint.safetensors', 'tokenizer.json', 'log.csv') if not (run / name).is_file()]
    if missing:
        raise FileNotFoundError(f'{run} is not a trained run: there is no {", ".join(missing)}')


@torch.no_grad()
def _judge(model: TrackerModel, mixture: Mixture,
           tokenise: DescriptionTokenizer) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Top score and whether its box is right (IoU > 0.5 with a target that is there), for held-out samples."""
    raw, right, always = [], [], needs_template(model.spec)
    for i in range(_BATCHES):
        samples = mixture.batch((_SEED, i), _BATCH_SIZE, with_template=always or bool(i % 2))
        batch = collate(samples, tokenise)
        out = predict(model, batch)
        raw.append(torch.sigmoid(out.score_logits).flatten(1).amax(1))
        right.append((top_box_iou(out, batch.boxes) > 0.5) & batch.present)
    return torch.cat(raw).double().numpy(), torch.cat(right).numpy()


def _training_section(log: Path) -> dict[str, Any]:
    with log.open() as file:
        last = list(csv.DictReader(file))[-1]
    return {'samples': int(float(last['samples'])), 'minutes': round(float(last['minutes']), 1),
            'validation': {k: float(last[k]) for k in last if k.startswith(('words', 'template', 'presence'))}}


def _calibrate(raw: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[dict[str, list[float]], float]:
    """The calibration, fitted on one half of the samples, and its expected calibration error on the other."""
    half = len(raw) // 2
    calibration = fit_calibration(raw[:half], right[:half])
    probability = np.interp(raw[half:], calibration['raw'], calibration['probability'])
    return calibration, round(expected_calibration_error(probability, right[half:]), 4)


def release(config_path: Path, run: Path, data: Path, folder: Path) -> Bundle:
    """Make the bundle `folder` of the run, with its calibration error on held-out samples (metrics: ece_held_out).

    The config gives name, licence, and the sections that are chosen, not measured; its metrics, if any, are kept.
    Raises ConfigError for a config that does not, and FileNotFoundError for a run without its files.
    """
    chosen = read_chosen(config_path)
    model = model_of(config_path, chosen['model']).eval()
    _check_run(run)
    model.load_state_dict(load_file(run / 'checkpoint.safetensors'))
    banks = load_banks(data / 'train').split(held_out, keep=True)
    mixture = house_mixture(banks, model.spec.search_size, model.spec.template_size)
    tokenizer = Tokenizer.from_file(str(run / 'tokenizer.json'))
    tokenise = DescriptionTokenizer(tokenizer, model.spec.text_length, model.spec.text_groups)
    calibration, error = _calibrate(*_judge(model, mixture, tokenise))
    export_model(model, folder)
    shutil.copyfile(run / 'tokenizer.json', folder / 'tokenizer.json')
    return write_bundle(folder, {**chosen, 'network': asdict(model.spec), 'calibration': calibration,
                                 'metrics': {**chosen['metrics'], 'ece_held_out': error},
                                 'training': {**chosen['training'], **_training_section(run / 'log.csv'),
                                              'exported_with': export_record()}})

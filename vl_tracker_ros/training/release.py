"""A trained run becomes a bundle: exported, its confidence fitted to held-out video, its metadata written."""
from __future__ import annotations

import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

from safetensors.torch import load_file

from vl_tracker_ros.bundle import UNCALIBRATED, Bundle, write_bundle
from vl_tracker_ros.data.banks import load_banks
from vl_tracker_ros.evaluation.confidence.calibrate import calibrate
from vl_tracker_ros.evaluation.confidence.videos import CalibrationVideos, Plan
from vl_tracker_ros.export import export_model, export_record
from vl_tracker_ros.training.card import write_card
from vl_tracker_ros.training.config import read_chosen
from vl_tracker_ros.training.curves import MEASURED
from vl_tracker_ros.training.run import held_out, model_of
from vl_tracker_ros.training.run_log import read_log

PLAN = Plan()           # of the calibration


def _check_run(run: Path) -> None:
    missing = [name for name in ('checkpoint.safetensors', 'tokenizer.json', 'log.csv') if not (run / name).is_file()]
    if missing:
        raise FileNotFoundError(f'{run} is not a trained run: there is no {", ".join(missing)}')


def _training_section(log: Path) -> dict[str, Any]:
    last = read_log(log)[-1]
    return {'samples': last['samples'], 'minutes': round(last['minutes'], 1),
            'validation': {name: value for name, value in last.items() if name.startswith(MEASURED)}}


def release(config_path: Path, run: Path, data: Path, folder: Path) -> Bundle:
    """Make the bundle `folder` of the run, calibrated and measured as by `vl-tracker calibrate` (metrics: confidence).

    The config gives name, licence, and the sections that are chosen, not measured; its metrics, if any, are kept, and
    the thresholds of its state and gate are where the calibration begins.
    Raises ConfigError for a config that does not, and FileNotFoundError for a run without its files.
    """
    chosen = read_chosen(config_path)
    model = model_of(config_path, chosen['model']).eval()
    _check_run(run)
    model.load_state_dict(load_file(run / 'checkpoint.safetensors'))
    videos = CalibrationVideos(load_banks(data / 'train').split(held_out, keep=True), PLAN)
    export_model(model, folder)
    shutil.copyfile(run / 'tokenizer.json', folder / 'tokenizer.json')
    training = {**chosen['training'], **_training_section(run / 'log.csv'), 'exported_with': export_record()}
    bundle = write_bundle(folder, {**chosen, 'network': asdict(model.spec), 'calibration': asdict(UNCALIBRATED),
                                   'training': training})
    bundle = calibrate(bundle, videos, folder)
    write_card(bundle)
    return bundle

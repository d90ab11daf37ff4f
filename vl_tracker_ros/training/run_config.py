"""The config that a run began with lies in its folder, so that a resumed run is the same run."""
from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from vl_tracker_ros.training.config import ConfigError, TrainingConfig, read_config, write_config
from vl_tracker_ros.training.run_files import RESUME, write_whole

CONFIG = 'config.yaml'
_MAY_CHANGE = {'steps', 'threads', 'workers', 'checkpoint_steps', 'track_frames'}


def check_run_config(folder: Path, config: TrainingConfig) -> None:
    """Raises ConfigError when the folder has a run with another config, beside what may change: steps and the like."""
    if not (folder / RESUME).exists():
        return
    if not (folder / CONFIG).exists():
        raise ConfigError(f'{folder}: has {RESUME} but no {CONFIG} to say what it is a run of; give another folder')
    before, now = asdict(read_config(folder / CONFIG)), asdict(config)
    changed = [f'{name} {before[name]!r} (now {value!r})' for name, value in now.items()
               if value != before[name] and name not in _MAY_CHANGE]
    if changed:
        raise ConfigError(f'{folder}: is a run with {", ".join(changed)}; give another folder, or go on with that')


def keep_run_config(folder: Path, config: TrainingConfig) -> None:
    write_whole(folder / CONFIG, lambda path: write_config(config, path))

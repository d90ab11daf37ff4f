"""The weights and state that a run leaves in its folder, each file whole or not at all."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.evaluation import run_folder
from vl_tracker_ros.training.batches import Batch

CHECKPOINT = 'checkpoint.safetensors'
RESUME = 'resume.pt'
TOKENIZER = 'tokenizer.json'


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """As run_folder.write_whole, for the writers of torch and safetensors.

    Raises OSError naming the file when that fails, as on a full disk; what was there before is untouched.
    """
    try:
        run_folder.write_whole(path, write)
    except (OSError, RuntimeError, SafetensorError) as error:      # torch's own writer raises RuntimeError
        cause = str(error).partition('\n')[0] or type(error).__name__
        raise OSError(f'{path}: cannot be written: {cause}') from error


def save_run(folder: Path, averaged: dict[str, Tensor], state: dict[str, Any]) -> None:
    """The averaged weights for whoever wants the model, and `state`, which holds them too, for the resumed run."""
    write_whole(folder / RESUME, lambda path: torch.save({**state, 'averaged': averaged}, path))
    write_whole(folder / CHECKPOINT, lambda path: save_file(averaged, path))


def read_run(folder: Path) -> dict[str, Any] | None:
    """What save_run was given as `state`, with 'averaged'; None for a run without. Raises CheckpointError."""
    path = folder / RESUME
    if not path.exists():
        return None
    try:
        return torch.load(path, map_location='cpu', weights_only=True)
    except Exception as error:      # a damaged pickle can fail in any way
        raise CheckpointError(f'{path}: is damaged: {error!r:.200}') from error


def save_bad_batch(folder: Path, batch: Batch, step: int, number: int) -> Path:
    """A batch that training broke on: its tensors by the names of Batch, the step and the batch's number."""
    path = folder / f'bad_batch_{number}.pt'
    write_whole(path, lambda partial: torch.save({**asdict(batch), 'step': step, 'number': number}, partial))
    return path

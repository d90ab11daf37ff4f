"""The training loop, on one device or many: AdamW, averaged weights, checkpoints, and a stop at any step."""
from __future__ import annotations

import copy
import math
import signal
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import torch
from accelerate import Accelerator, DistributedDataParallelKwargs
from torch import Tensor

from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.language.tokens import DescriptionTokenizer
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.models.checkpoint import load_weights
from vl_tracker_ros.training.batches import Batch, training_batches
from vl_tracker_ros.training.config import ConfigError, TrainingConfig
from vl_tracker_ros.training.means import Means, Sums, means_of
from vl_tracker_ros.training.optimizer import make_optimizer, set_rate
from vl_tracker_ros.training.pace import Pace
from vl_tracker_ros.training.predict import has_idle_parameters
from vl_tracker_ros.training.run_files import RESUME, read_run, save_bad_batch, save_run
from vl_tracker_ros.training.run_log import RunLog
from vl_tracker_ros.training.schedule import learning_rate
from vl_tracker_ros.training.step import TrainingStep
from vl_tracker_ros.training.stop_request import StopRequest, TrainingStopped
from vl_tracker_ros.training.validation import Measure


@dataclass
class _Progress:
    """batches: drawn by all processes together, so that a run resumed on another number of them draws on."""

    step: int = 0
    batches: int = 0
    elapsed_s: float = 0.0


class Trainer:
    """Trains a model into a folder: the files of run_files and of run_log.

    Every process that torchrun starts makes one. They share the gradients; the main process alone averages the
    weights, measures and writes.
    """

    def __init__(self, config: TrainingConfig, model: TrackerModel, mixture: Mixture, measures: Sequence[Measure],
                 tokenise: DescriptionTokenizer, folder: Path) -> None:
        self.config, self.model, self.folder = config, model, folder
        self._mixture, self._measures, self._tokenise = mixture, measures, tokenise
        self._accelerator = _new_accelerator(model, config)
        torch.set_num_threads(config.threads)       # after the accelerator, which sets its own number
        self.averaged = copy.deepcopy(model).eval().to(self._accelerator.device)
        self._training_step, self._optimizer = self._accelerator.prepare(TrainingStep(model),
                                                                         make_optimizer(model, config))
        self._progress, self._means = _Progress(), Means()
        folder.mkdir(parents=True, exist_ok=True)

    def resume(self) -> bool:
        """Continue from where the folder's run was saved; False when it was not. Raises CheckpointError."""
        state = read_run(self.folder)
        if state is None:
            return False
        for model, name in ((self.model, 'model'), (self.averaged, 'averaged')):
            load_weights(model, state[name], str(self.folder / RESUME))
        self._optimizer.load_state_dict(state['optimizer'])
        if self._accelerator.scaler:
            self._accelerator.scaler.load_state_dict(state['scaler'])
        self._progress = _Progress(**state['progress'])
        if self._accelerator.is_main_process:
            self._means.sums = state['sums']
        return True

    def run(self) -> None:
        """Train what is left of the steps.

        Raises TrainingStopped, all saved, after SIGINT and SIGTERM; FloatingPointError, with the batch saved, when a
        loss or gradient is not finite; OSError when a file cannot be written.
        """
        config, progress, processes = self.config, self._progress, self._accelerator.num_processes
        if progress.step >= config.steps:
            return
        log = RunLog(self.folder, progress.step) if self._accelerator.is_main_process else None
        pace = Pace(progress.step, config.steps, config.batch_size * processes)
        start_s = time.monotonic() - progress.elapsed_s
        batches = training_batches(self._mixture, self._tokenise, config.seed, config.batch_size, self._next_batch(),
                                   config.workers, processes)
        with StopRequest() as stop:
            for batch in batches:
                self._means.add(self._step(batch))
                progress.elapsed_s = time.monotonic() - start_s
                finished = progress.step >= config.steps
                if finished or progress.step % config.checkpoint_steps == 0:
                    self._checkpoint(log)
                if finished:
                    return
                self._stop_if_asked(stop)
                if log:
                    pace.tell(progress.step)

    def _next_batch(self) -> int:
        return self._progress.batches + self._accelerator.process_index

    def _step(self, batch: Batch) -> dict[str, float]:
        config, progress = self.config, self._progress
        rate = learning_rate(config, progress.step)
        set_rate(self._optimizer, rate)
        torch.manual_seed(config.seed + self._next_batch())     # of this step, wherever a run was resumed
        self._training_step.train()
        self.model.set_progress(progress.step / config.steps)
        losses = self._training_step(batch.to(self._accelerator.device))
        values = {name: value.item() for name, value in losses.items()}
        if not math.isfinite(values['loss']):
            self._refuse(batch, ', '.join(f'{name} is {value:g}' for name, value in values.items()))
        self._optimizer.zero_grad(set_to_none=True)
        self._accelerator.backward(losses['loss'])
        grad_norm = self._accelerator.clip_grad_norm_(self.model.parameters(), config.clip_norm).item()
        if not math.isfinite(grad_norm) and not self._accelerator.scaler:   # which skips a float16 step that overflows
            self._refuse(batch, f'the norm of the gradient is {grad_norm:g}')
        self._optimizer.step()
        progress.step += 1
        progress.batches += self._accelerator.num_processes
        if self._accelerator.is_main_process:
            self._average()
        return {'rate': rate, 'grad_norm': grad_norm, **values}

    def _refuse(self, batch: Batch, cause: str) -> NoReturn:
        """A step that is left out would hide what is wrong with a model or its data."""
        path = save_bad_batch(self.folder, batch, self._progress.step, self._next_batch())
        raise FloatingPointError(f'{cause} at step {self._progress.step}; its batch is in {path}, and the last '
                                 f'checkpoint is as it was')

    @torch.no_grad()
    def _average(self) -> None:
        decay = min(self.config.ema_decay, (1 + self._progress.step) / (20 + self._progress.step))
        for mean, value in zip(self.averaged.state_dict().values(), self.model.state_dict().values()):
            _move(mean, value, decay)

    def _checkpoint(self, log: RunLog | None) -> None:
        """The means over the steps since the last one, and what is measured on the averaged weights now."""
        sums = self._means.take()
        if log is None:
            return
        row = {'minutes': self._progress.elapsed_s / 60, 'step': self._progress.step,
               'samples': self._progress.batches * self.config.batch_size, **means_of(sums)}
        for measure in self._measures:
            row |= measure.measure(self.averaged)
        log.add(row)
        self._save({})

    def _stop_if_asked(self, stop: StopRequest) -> None:
        """All processes stop after the same step, whichever was asked."""
        if stop.signum:
            self._accelerator.set_trigger()
        if not self._accelerator.check_trigger():
            return
        sums = self._means.take()
        if self._accelerator.is_main_process:
            self._save(sums)
        raise TrainingStopped(stop.signum or signal.SIGTERM, self._progress.step, self.config.steps)

    def _save(self, sums: Sums) -> None:
        state: dict[str, Any] = {'model': self.model.state_dict(), 'optimizer': self._optimizer.state_dict(),
                                 'progress': asdict(self._progress), 'sums': sums}
        if self._accelerator.scaler:                # float16 alone scales its losses
            state['scaler'] = self._accelerator.scaler.state_dict()
        save_run(self.folder, self.averaged.state_dict(), state)


def _new_accelerator(model: TrackerModel, config: TrainingConfig) -> Accelerator:
    if config.precision == 'fp16' and not torch.cuda.is_available():
        raise ConfigError('precision: fp16 needs a GPU; bf16 runs on the CPU too')
    ddp = DistributedDataParallelKwargs(find_unused_parameters=has_idle_parameters(model.spec))
    return Accelerator(cpu=not torch.cuda.is_available(), mixed_precision=config.precision, kwargs_handlers=[ddp])


def _move(mean: Tensor, value: Tensor, decay: float) -> None:
    if mean.is_floating_point():
        mean.lerp_(value, 1 - decay)
    else:
        mean.copy_(value)

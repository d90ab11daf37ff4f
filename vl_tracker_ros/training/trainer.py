"""The training loop, on one device or many: AdamW, a rate over a time budget, averaged weights, checkpoints."""
from __future__ import annotations

import copy
import csv
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from accelerate import Accelerator, DistributedDataParallelKwargs
from accelerate.utils import broadcast_object_list
from safetensors.torch import load_file, save_file
from torch import Tensor

from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.language.tokens import DescriptionTokenizer
from vl_tracker_ros.models import create_model
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.models.pretrained import initialise_backbone
from vl_tracker_ros.training.batches import Batch, training_batches
from vl_tracker_ros.training.config import ConfigError, TrainingConfig
from vl_tracker_ros.training.predict import has_idle_parameters
from vl_tracker_ros.training.step import TrainingStep
from vl_tracker_ros.training.validation import Validation


@dataclass
class _Progress:
    """batches: drawn by all processes together, so that a run resumed on another number of them draws on."""

    step: int
    batches: int
    elapsed_s: float


class Trainer:
    """Trains one model into a folder: checkpoint.safetensors (averaged), resume.pt (all state), log.csv.

    Every process that torchrun starts makes one. They share the gradients and the main process's clock; it alone
    averages the weights, validates and writes.
    """

    def __init__(self, config: TrainingConfig, mixture: Mixture, validation: Validation,
                 tokenise: DescriptionTokenizer, folder: Path) -> None:
        torch.manual_seed(config.seed)
        self.config, self.folder = config, folder
        self._mixture, self._validation, self._tokenise = mixture, validation, tokenise
        self.model = create_model(config.model)
        self._accelerator = _new_accelerator(self.model, config)
        torch.set_num_threads(config.threads)       # after the accelerator, which sets its own number
        self._initialise_backbone()
        self.averaged = copy.deepcopy(self.model).eval().to(self._accelerator.device)
        self._training_step, self._optimizer = self._accelerator.prepare(TrainingStep(self.model),
                                                                         self._make_optimizer())
        self._progress = _Progress(step=0, batches=0, elapsed_s=0.0)
        folder.mkdir(parents=True, exist_ok=True)

    def _initialise_backbone(self) -> None:
        if self.config.backbone:
            left_out = initialise_backbone(self.model, Path(self.config.backbone))
            self._accelerator.print(f'backbone from {self.config.backbone}; '
                                    f'{len(left_out)} weights of the file are not used', flush=True)

    def _make_optimizer(self) -> torch.optim.Optimizer:
        decayed = [p for p in self.model.parameters() if p.ndim > 1]
        plain = [p for p in self.model.parameters() if p.ndim <= 1]
        groups = [{'params': decayed, 'weight_decay': self.config.weight_decay}, {'params': plain, 'weight_decay': 0.0}]
        return torch.optim.AdamW(groups, lr=self.config.learning_rate, betas=(0.9, 0.98))

    def resume(self) -> bool:
        """Continue from the folder's last checkpoint; False when there is none."""
        path = self.folder / 'resume.pt'
        if not path.exists():
            return False
        state = torch.load(path, map_location='cpu', weights_only=True)
        self.model.load_state_dict(state['model'])
        self._optimizer.load_state_dict(state['optimizer'])
        self.averaged.load_state_dict(load_file(self.folder / 'checkpoint.safetensors'))
        if self._accelerator.scaler and 'scaler' in state:
            self._accelerator.scaler.load_state_dict(state['scaler'])
        alone = {'batches': state['progress']['step']}      # runs from before there were several processes
        self._progress = _Progress(**alone | state['progress'])
        return True

    def save(self) -> None:
        """Write both checkpoint files, each whole or not at all."""
        state = {'model': self.model.state_dict(), 'optimizer': self._optimizer.state_dict(),
                 'progress': asdict(self._progress)}
        if self._accelerator.scaler:                # float16 alone scales its losses
            state['scaler'] = self._accelerator.scaler.state_dict()
        torch.save(state, self.folder / 'resume.tmp')
        save_file(self.averaged.state_dict(), self.folder / 'checkpoint.tmp')
        (self.folder / 'resume.tmp').replace(self.folder / 'resume.pt')
        (self.folder / 'checkpoint.tmp').replace(self.folder / 'checkpoint.safetensors')

    def run(self) -> None:
        """Train until the budget is spent, if it is not yet. Raises FloatingPointError when the loss is not finite."""
        config, progress = self.config, self._progress
        batches = training_batches(self._mixture, self._tokenise, config.seed, config.batch_size, self._next_batch(),
                                   config.workers, self._accelerator.num_processes)
        next_checkpoint = progress.elapsed_s + 60 * config.checkpoint_minutes
        before, start, sums, count = progress.elapsed_s, time.monotonic(), {}, 0
        if before >= 60 * config.budget_minutes:
            return
        for batch in batches:
            for name, value in self._step(batch).items():
                sums[name] = sums.get(name, 0.0) + value
            count += 1
            progress.elapsed_s = self._of_main(before + time.monotonic() - start)
            finished = progress.elapsed_s >= 60 * config.budget_minutes
            if finished or progress.elapsed_s >= next_checkpoint:
                next_checkpoint += 60 * config.checkpoint_minutes
                self._checkpoint({name: value / count for name, value in sums.items()})
                sums, count = {}, 0
            if finished:
                return

    def _next_batch(self) -> int:
        return self._progress.batches + self._accelerator.process_index

    def _of_main(self, seconds: float) -> float:
        """The main process's, for all: they must agree on the rate and on when to end."""
        return broadcast_object_list([seconds])[0]

    def _checkpoint(self, losses: dict[str, float]) -> None:
        losses = self._accelerator.reduce({name: torch.tensor(value, device=self._accelerator.device)
                                           for name, value in losses.items()}, reduction='mean')
        if self._accelerator.is_main_process:
            self._log({name: value.item() for name, value in losses.items()})
            self.save()

    def _share(self) -> float:
        return min(1.0, self._progress.elapsed_s / (60 * self.config.budget_minutes))

    def _rate(self) -> float:
        cosine = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * self._share()))
        return self.config.learning_rate * cosine * min(1.0, (self._progress.step + 1) / self.config.warmup_steps)

    def _step(self, batch: Batch) -> dict[str, float]:
        for group in self._optimizer.param_groups:
            group['lr'] = self._rate()
        torch.manual_seed(self.config.seed + self._next_batch())        # of this step, wherever a run was resumed
        self._training_step.train()
        self.model.set_progress(self._share())
        losses = self._training_step(batch.to(self._accelerator.device))
        if not torch.isfinite(losses['loss']):
            raise FloatingPointError(f'loss is {losses["loss"].item()} at step {self._progress.step}')
        self._optimizer.zero_grad(set_to_none=True)
        self._accelerator.backward(losses['loss'])
        self._accelerator.clip_grad_norm_(self.model.parameters(), self.config.clip_norm)
        self._optimizer.step()
        self._progress.step += 1
        self._progress.batches += self._accelerator.num_processes
        if self._accelerator.is_main_process:
            self._average()
        return {name: value.item() for name, value in losses.items()}

    @torch.no_grad()
    def _average(self) -> None:
        decay = min(self.config.ema_decay, (1 + self._progress.step) / (20 + self._progress.step))
        for mean, value in zip(self.averaged.state_dict().values(), self.model.state_dict().values()):
            _move(mean, value, decay)

    def _log(self, losses: dict[str, float]) -> None:
        row = {'minutes': self._progress.elapsed_s / 60, 'step': self._progress.step,
               'samples': self._progress.batches * self.config.batch_size, **losses,
               **self._validation.measure(self.averaged)}
        row = {name: round(value, 4) for name, value in row.items()}
        path = self.folder / 'log.csv'
        new = not path.exists()
        with path.open('a', newline='') as file:
            writer = csv.DictWriter(file, row)
            if new:
                writer.writeheader()
            writer.writerow(row)
        print(' '.join(f'{name}={value}' for name, value in row.items()), flush=True)


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

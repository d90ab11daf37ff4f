"""Distil the small text encoder, or go on where a run stopped."""
from __future__ import annotations

import csv
import math
from pathlib import Path
from random import Random

import torch
from safetensors.torch import save_file
from torch import Tensor

from vl_tracker_ros.models.text.small import WEIGHTS, SmallTextConfig
from vl_tracker_ros.training.distillation.batches import draw_distilled, draw_triples
from vl_tracker_ros.training.distillation.config import TextTrainingConfig, read_text_config
from vl_tracker_ros.training.distillation.descriptions import all_facts
from vl_tracker_ros.training.distillation.lesson import Lesson, prepare
from vl_tracker_ros.training.distillation.losses import contrast_loss, fact_loss, imitation_loss, relation_loss
from vl_tracker_ros.training.distillation.student import Student, begin_words, pad
from vl_tracker_ros.training.tokenizer import UNKNOWN_ID

_RESUME, _LOG = 'resume.pt', 'log.csv'
_CLIP_NORM = 1.0


def distil(config_path: Path, language_file: Path, folder: Path, size: SmallTextConfig = SmallTextConfig()) -> None:
    """Train, or resume, the student in `folder`: model.safetensors, tokenizer.json, log.csv.

    Raises ConfigError for a bad config, a folder of another corpus, or a teacher that is not installed, OSError for
    no language file, and FloatingPointError when the loss is not finite.
    """
    config = read_text_config(config_path)
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    folder.mkdir(parents=True, exist_ok=True)
    Distillation(config, prepare(config.captions, config.seed, size.vocabulary, language_file, folder), size,
                 folder).run()


class Distillation:
    """A student of a lesson, trained into a folder; it goes on from what it finds there."""

    def __init__(self, config: TextTrainingConfig, lesson: Lesson, size: SmallTextConfig, folder: Path) -> None:
        self._config, self._lesson, self._folder = config, lesson, folder
        self._facts = {fact: index for index, fact in enumerate(all_facts())}
        self._student = Student(size, len(self._facts))
        begin_words(self._student.encoder, lesson.pieces)
        self._optimizer = torch.optim.AdamW(self._student.parameters(), weight_decay=config.weight_decay,
                                            betas=(0.9, 0.98))
        self._step = 0
        if (folder / _RESUME).exists():
            state = torch.load(folder / _RESUME, weights_only=True)
            self._student.load_state_dict(state['student'])
            self._optimizer.load_state_dict(state['optimizer'])
            self._step = state['step']

    def run(self) -> None:
        """To the last step. At every checkpoint the losses are logged, as means since the one before."""
        config, since, sums = self._config, self._step, dict[str, float]()
        while self._step < config.steps:
            for name, value in self._learn().items():
                sums[name] = sums.get(name, 0.0) + value
            self._step += 1
            if self._step % config.checkpoint_steps == 0 or self._step == config.steps:
                self._log({name: value / (self._step - since) for name, value in sums.items()})
                self._save()
                since, sums = self._step, {}

    def _learn(self) -> dict[str, float]:
        for group in self._optimizer.param_groups:
            group['lr'] = _rate(self._config, self._step)
        terms, config = self._losses(Random(f'{self._config.seed} {self._step}')), self._config
        loss = (terms['imitation'] + config.relation_weight * terms['relation']
                + config.contrast_weight * terms['contrast'] + config.fact_weight * terms['fact'])
        if not torch.isfinite(loss):
            raise FloatingPointError(f'loss is {loss.item()} at step {self._step}')
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._student.parameters(), _CLIP_NORM)
        self._optimizer.step()
        return {'loss': loss.item(), **{name: term.item() for name, term in terms.items()}}

    def _losses(self, rng: Random) -> dict[str, Tensor]:
        config, lesson = self._config, self._lesson
        rows, sentences = draw_distilled(lesson.sentences, config.batch_size, config.typo_rate, rng)
        triples = draw_triples(config.triples, self._facts, config.typo_rate, rng)
        distilled, described = self._student(*self._tokens(sentences)), self._student(*self._tokens(triples.all))
        teacher = lesson.vectors[rows]
        return {'imitation': imitation_loss(distilled.imitation, teacher),
                'relation': relation_loss(distilled.sentence, teacher),
                'contrast': contrast_loss(*described.sentence.chunk(3)),
                'fact': fact_loss(described.fact_logits, triples.facts)}

    def _tokens(self, sentences: list[str]) -> tuple[Tensor, Tensor]:
        """ids and mask; some words are ones that the student has never heard."""
        ids, mask = pad(self._lesson.tokenizer, sentences, self._student.encoder.config.length)
        generator = torch.Generator().manual_seed(self._step)
        unknown = torch.rand(ids.shape, generator=generator) < self._config.unknown_rate
        return ids.masked_fill(unknown & (mask > 0), UNKNOWN_ID), mask

    def _save(self) -> None:
        """Both files whole or not at all."""
        state = {'student': self._student.state_dict(), 'optimizer': self._optimizer.state_dict(), 'step': self._step}
        torch.save(state, self._folder / 'resume.tmp')
        save_file(self._student.encoder.state_dict(), self._folder / 'model.tmp')
        (self._folder / 'resume.tmp').replace(self._folder / _RESUME)
        (self._folder / 'model.tmp').replace(self._folder / WEIGHTS)

    def _log(self, losses: dict[str, float]) -> None:
        row = {'step': self._step, **{name: round(value, 4) for name, value in losses.items()}}
        path = self._folder / _LOG
        new = not path.exists()
        with path.open('a', newline='') as file:
            writer = csv.DictWriter(file, row)
            if new:
                writer.writeheader()
            writer.writerow(row)
        print(' '.join(f'{name}={value}' for name, value in row.items()), flush=True)


def _rate(config: TextTrainingConfig, step: int) -> float:
    cosine = 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * step / config.steps))
    return config.learning_rate * cosine * min(1.0, (step + 1) / config.warmup_steps)

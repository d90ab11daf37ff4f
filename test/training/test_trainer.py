from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from support.tiny_mvlm import TINY
from support.tiny_run import TRAINING

from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.data.sample import Sample
from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.language.tokens import DescriptionTokenizer
from vl_tracker_ros.models import register_model, registry
from vl_tracker_ros.models.mvlm.network import MVLM
from vl_tracker_ros.training import trainer as module
from vl_tracker_ros.training.config import ConfigError, TrainingConfig
from vl_tracker_ros.training.tokenizer import train_tokenizer
from vl_tracker_ros.training.trainer import Trainer
from vl_tracker_ros.training.validation import Validation, _separation

STEPS = 12


@pytest.fixture(autouse=True)
def one_second_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the trainer ticks with its steps, so that a run is the same every time."""
    ticks = count()
    monkeypatch.setattr(module, 'time', SimpleNamespace(monotonic=lambda: next(ticks)))


@pytest.fixture(autouse=True)
def tiny_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, '_BUILDERS', dict(registry._BUILDERS))
    register_model('tiny', partial(MVLM, TINY))


@pytest.fixture(scope='module')
def tokenise(mixture: Mixture) -> DescriptionTokenizer:
    tokenizer = train_tokenizer([s.caption for s in mixture.batch((0,), 64, False)], TINY.small_text.vocabulary)
    return DescriptionTokenizer(tokenizer, TINY.text_length)


@pytest.fixture(scope='module')
def validation(mixture: Mixture, tokenise: DescriptionTokenizer) -> Validation:
    return Validation(mixture, tokenise, batches=2, size=16)


@pytest.fixture
def make(mixture: Mixture, tokenise: DescriptionTokenizer,
         validation: Validation) -> Iterator[Callable[..., Trainer]]:
    def build(folder: Path, source: Any = mixture, **changes: Any) -> Trainer:
        values = {**TRAINING, 'budget_minutes': STEPS / 60, 'checkpoint_minutes': 5 / 60, **changes}
        return Trainer(TrainingConfig(**values), source, validation, tokenise, folder)
    yield build


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / 'log.csv').open() as file:
        return list(csv.DictReader(file))


def test_a_run_writes_checkpoints_and_a_log(make: Callable[..., Trainer], tmp_path: Path) -> None:
    trainer = make(tmp_path)
    assert not trainer.resume()
    trainer.run()
    assert sorted(path.name for path in tmp_path.iterdir()) == ['checkpoint.safetensors', 'log.csv', 'resume.pt']
    assert [row['step'] for row in rows(tmp_path)] == ['5', '10', str(STEPS)]
    assert rows(tmp_path)[-1]['samples'] == str(4 * STEPS) and float(rows(tmp_path)[-1]['minutes']) == STEPS / 60
    saved = load_file(tmp_path / 'checkpoint.safetensors')
    assert all(torch.equal(saved[name], value) for name, value in trainer.averaged.state_dict().items())


class Interrupted(Mixture):
    """A mixture that stops the run at a step, and remembers the steps that it was asked for."""

    def __init__(self, mixture: Mixture, last: int) -> None:
        self.__dict__.update(mixture.__dict__)
        self.last, self.steps = last, []

    def batch(self, seed: tuple[int, ...], size: int, with_template: bool | None = None) -> list[Sample]:
        if seed[1] > self.last:
            raise KeyboardInterrupt
        self.steps.append(seed[1])
        return super().batch(seed, size, with_template)


def test_a_resumed_run_ends_as_one_that_was_not_stopped(
        make: Callable[..., Trainer], mixture: Mixture, tmp_path: Path) -> None:
    whole = make(tmp_path / 'whole')
    whole.run()
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path / 'parts', Interrupted(mixture, 7)).run()
    rest = Interrupted(mixture, 100)
    resumed = make(tmp_path / 'parts', rest)
    assert resumed.resume()
    resumed.run()
    assert rest.steps == list(range(5, STEPS))
    for kind in ('model', 'averaged'):
        expected, found = (getattr(trainer, kind).state_dict() for trainer in (whole, resumed))
        assert all(torch.equal(found[name], value) for name, value in expected.items())
    assert rows(tmp_path / 'parts') == rows(tmp_path / 'whole')


def test_a_run_of_several_processes_goes_on_behind_all_their_batches(
        make: Callable[..., Trainer], mixture: Mixture, tmp_path: Path) -> None:
    several = make(tmp_path)
    several._progress.step, several._progress.batches = 3, 6
    several.save()
    rest = Interrupted(mixture, 8)
    alone = make(tmp_path, rest)
    assert alone.resume()
    with pytest.raises(KeyboardInterrupt):
        alone.run()
    assert rest.steps == [6, 7, 8] and alone._progress.step == 6


def test_a_run_from_before_batches_were_counted_goes_on(make: Callable[..., Trainer], tmp_path: Path) -> None:
    make(tmp_path).run()
    state = torch.load(tmp_path / 'resume.pt', weights_only=True)
    del state['progress']['batches']
    torch.save(state, tmp_path / 'resume.pt')
    resumed = make(tmp_path)
    assert resumed.resume() and resumed._progress.batches == resumed._progress.step == STEPS


def test_a_finished_run_is_left_alone(make: Callable[..., Trainer], tmp_path: Path) -> None:
    make(tmp_path).run()
    before = (tmp_path / 'log.csv').read_text()
    again = make(tmp_path)
    assert again.resume()
    again.run()
    assert (tmp_path / 'log.csv').read_text() == before


def test_training_lowers_the_loss(make: Callable[..., Trainer], tmp_path: Path) -> None:
    make(tmp_path, budget_minutes=1.0, checkpoint_minutes=15 / 60, batch_size=8).run()
    losses = [float(row['loss']) for row in rows(tmp_path)]
    assert losses[-1] < 0.9 * losses[0]


def test_a_loss_that_is_not_a_number_ends_the_run_with_the_last_good_weights(
        make: Callable[..., Trainer], tmp_path: Path) -> None:
    trainer = make(tmp_path)
    trainer.run()
    saved = (tmp_path / 'checkpoint.safetensors').read_bytes()
    broken = make(tmp_path, budget_minutes=1.0)
    broken.resume()
    with torch.no_grad():
        broken.model.tracker.head.conv5_ctr.bias.fill_(torch.nan)
    with pytest.raises(FloatingPointError, match=f'loss is nan at step {STEPS}'):
        broken.run()
    assert (tmp_path / 'checkpoint.safetensors').read_bytes() == saved


def test_rate_warms_up_and_falls_with_the_budget(make: Callable[..., Trainer], tmp_path: Path) -> None:
    trainer = make(tmp_path, warmup_steps=4, learning_rate=0.1)
    rates = []
    for step, elapsed in ((0, 0), (3, 0), (3, STEPS / 2), (3, STEPS), (3, 10 * STEPS)):
        trainer._progress.step, trainer._progress.elapsed_s = step, elapsed
        rates.append(trainer._rate())
    assert rates == pytest.approx([0.025, 0.1, 0.051, 0.002, 0.002])


def test_the_model_is_told_how_far_the_training_is(
        make: Callable[..., Trainer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer, told = make(tmp_path), []
    monkeypatch.setattr(trainer.model, 'set_progress', told.append)
    trainer.run()
    assert told[0] < told[-1] <= 1 and told == sorted(told)


def test_the_backbone_begins_with_the_file_that_the_config_names(
        make: Callable[..., Trainer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fill(model: MVLM, path: Path) -> list[str]:
        assert path == Path('public.pth')
        model.tracker.head.conv5_ctr.bias.data.fill_(5)
        return ['decoder.weight']

    monkeypatch.setattr(module, 'initialise_backbone', fill)
    trainer = make(tmp_path, backbone='public.pth')
    assert trainer.model.tracker.head.conv5_ctr.bias == trainer.averaged.tracker.head.conv5_ctr.bias == 5


def test_a_model_whose_backbone_takes_no_public_file_says_so(make: Callable[..., Trainer], tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match='public.pth: MVLM has no backbone that takes public weights'):
        make(tmp_path, backbone='public.pth')


def test_half_precision_without_a_gpu_is_refused(make: Callable[..., Trainer], tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, 'is_available', lambda: False)
    with pytest.raises(ConfigError, match='precision: fp16 needs a GPU'):
        make(tmp_path, precision='fp16')


def test_validation_separates_present_from_absent() -> None:
    present, absent = torch.tensor([0.9, 0.5]).numpy(), torch.tensor([0.5, 0.1]).numpy()
    assert _separation(present, absent) == pytest.approx((2 + 1 + 0.5) / 4)

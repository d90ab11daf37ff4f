from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
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
from vl_tracker_ros.models.mvlm.network import MVLM
from vl_tracker_ros.training import run_log
from vl_tracker_ros.training.batches import collate
from vl_tracker_ros.training.config import ConfigError, TrainingConfig
from vl_tracker_ros.training.run_log import read_log
from vl_tracker_ros.training.stop_request import TrainingStopped
from vl_tracker_ros.training.tokenizer import train_tokenizer
from vl_tracker_ros.training.trainer import Trainer
from vl_tracker_ros.training.validation import Validation, _separation

STEPS = 12


@pytest.fixture(autouse=True)
def no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes longer than these trainings; test_run_log draws."""
    monkeypatch.setattr(run_log, 'draw_curves', lambda rows, path: path.touch())


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
        config = TrainingConfig(**{**TRAINING, 'steps': STEPS, 'checkpoint_steps': 5, **changes})
        torch.manual_seed(config.seed)
        return Recorded(config, MVLM(TINY), source, [validation], tokenise, folder)
    yield build


class Recorded(Trainer):
    """A trainer that keeps what each step measured, exactly, and is stopped by a signal after some step."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.measured: list[dict[str, float]] = []
        self.stop_after: tuple[int, signal.Signals] | None = None

    def _step(self, batch: Any) -> dict[str, float]:
        self.measured.append(super()._step(batch))
        if self.stop_after and self._progress.step == self.stop_after[0]:
            os.kill(os.getpid(), self.stop_after[1])
        return self.measured[-1]


def rows(folder: Path) -> list[dict[str, float]]:
    """The log without its clock."""
    return [{name: value for name, value in row.items() if name != 'minutes'} for row in read_log(folder / 'log.csv')]


def assert_equal(one: Trainer, other: Trainer) -> None:
    for kind in ('model', 'averaged'):
        expected, found = (getattr(trainer, kind).state_dict() for trainer in (one, other))
        assert all(torch.equal(found[name], value) for name, value in expected.items())


def test_a_run_writes_checkpoints_and_a_log(make: Callable[..., Trainer], tmp_path: Path) -> None:
    trainer = make(tmp_path)
    assert not trainer.resume()
    trainer.run()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        'checkpoint.safetensors', 'curves.png', 'log.csv', 'resume.pt', 'tensorboard']
    assert [row['step'] for row in rows(tmp_path)] == [5, 10, STEPS]
    assert rows(tmp_path)[-1]['samples'] == 4 * STEPS and rows(tmp_path)[0]['grad_norm'] > 0
    saved = load_file(tmp_path / 'checkpoint.safetensors')
    assert all(torch.equal(saved[name], value) for name, value in trainer.averaged.state_dict().items())


@pytest.mark.parametrize(('step', 'asked'), [(3, signal.SIGINT), (5, signal.SIGTERM)])
def test_a_run_stopped_at_any_step_goes_on_to_the_bit(
        make: Callable[..., Trainer], tmp_path: Path, step: int, asked: signal.Signals) -> None:
    whole = make(tmp_path / 'whole')
    whole.run()
    first = make(tmp_path / 'parts')
    first.stop_after = step, asked
    with pytest.raises(TrainingStopped, match=f'stopped by {asked.name} after step {step} of {STEPS}; the run is') as e:
        first.run()
    assert e.value.signum == asked
    rest = make(tmp_path / 'parts')
    assert rest.resume()
    rest.run()
    assert first.measured + rest.measured == whole.measured
    assert_equal(whole, rest)
    assert rows(tmp_path / 'parts') == rows(tmp_path / 'whole')


class Interrupted(Mixture):
    """A mixture that breaks the run off at a step, and remembers the steps that it was asked for."""

    def __init__(self, mixture: Mixture, last: int) -> None:
        self.__dict__.update(mixture.__dict__)
        self.last, self.steps = last, []

    def batch(self, seed: tuple[int, ...], size: int, with_template: bool | None = None) -> list[Sample]:
        if seed[1] > self.last:
            raise KeyboardInterrupt
        self.steps.append(seed[1])
        return super().batch(seed, size, with_template)


def test_a_killed_run_goes_on_from_its_last_checkpoint(
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
    assert_equal(whole, resumed)
    assert rows(tmp_path / 'parts') == rows(tmp_path / 'whole')


def test_a_run_of_several_processes_goes_on_behind_all_their_batches(
        make: Callable[..., Trainer], mixture: Mixture, tmp_path: Path) -> None:
    several = make(tmp_path)
    several._progress.step, several._progress.batches = 3, 6
    several._save({})
    rest = Interrupted(mixture, 8)
    alone = make(tmp_path, rest)
    assert alone.resume()
    with pytest.raises(KeyboardInterrupt):
        alone.run()
    assert rest.steps == [6, 7, 8] and alone._progress.step == 6


def test_a_finished_run_is_left_alone_and_more_steps_go_on(make: Callable[..., Trainer], tmp_path: Path) -> None:
    make(tmp_path).run()
    before = (tmp_path / 'log.csv').read_text()
    again = make(tmp_path)
    assert again.resume()
    again.run()
    assert (tmp_path / 'log.csv').read_text() == before and not again.measured
    longer = make(tmp_path, steps=STEPS + 2)
    longer.resume()
    longer.run()
    assert [row['step'] for row in rows(tmp_path)] == [5, 10, STEPS, STEPS + 2]


def test_training_lowers_the_loss(make: Callable[..., Trainer], tmp_path: Path) -> None:
    make(tmp_path, steps=40, checkpoint_steps=10, batch_size=8).run()
    losses = [row['loss'] for row in rows(tmp_path)]
    assert losses[-1] < 0.9 * losses[0]


def test_a_loss_that_is_not_a_number_ends_the_run_with_its_batch_and_the_last_good_weights(
        make: Callable[..., Trainer], mixture: Mixture, tokenise: DescriptionTokenizer, tmp_path: Path) -> None:
    make(tmp_path).run()
    saved = [(tmp_path / name).read_bytes() for name in ('checkpoint.safetensors', 'resume.pt')]
    broken = make(tmp_path, steps=60)
    broken.resume()
    with torch.no_grad():
        broken.model.tracker.head.conv5_ctr.bias.fill_(torch.nan)
    with pytest.raises(FloatingPointError, match=rf'loss is nan.* at step {STEPS}; its batch is in .*bad_batch_12.pt'):
        broken.run()
    assert [(tmp_path / name).read_bytes() for name in ('checkpoint.safetensors', 'resume.pt')] == saved
    bad = torch.load(tmp_path / f'bad_batch_{STEPS}.pt', weights_only=True)
    same = collate(mixture.batch((TRAINING['seed'], STEPS), TRAINING['batch_size']), tokenise)
    assert bad['step'] == bad['number'] == STEPS and torch.equal(bad['search'], same.search)
    assert torch.equal(bad['boxes'], same.boxes) and bad['ids'].shape == same.ids.shape


def test_a_gradient_that_is_not_finite_ends_the_run_before_it_moves_a_weight(
        make: Callable[..., Trainer], tmp_path: Path) -> None:
    trainer = make(tmp_path)
    weight = trainer.model.tracker.head.conv5_ctr.weight
    weight.register_hook(lambda gradient: gradient * torch.inf)
    before = weight.detach().clone()
    with pytest.raises(FloatingPointError, match=r'the norm of the gradient is (nan|inf) at step 0; .*bad_batch_0.pt'):
        trainer.run()
    assert torch.equal(weight, before) and (tmp_path / 'bad_batch_0.pt').exists()


def test_a_damaged_state_is_named(make: Callable[..., Trainer], tmp_path: Path) -> None:
    (tmp_path / 'resume.pt').write_bytes(b'PK half a file')
    with pytest.raises(CheckpointError, match='resume.pt: is damaged'):
        make(tmp_path).resume()


def test_the_state_of_other_weights_is_named(make: Callable[..., Trainer], mixture: Mixture, validation: Validation,
                                             tokenise: DescriptionTokenizer, tmp_path: Path) -> None:
    make(tmp_path, steps=1).run()
    config = TrainingConfig(**TRAINING)
    other = Trainer(config, MVLM(replace(TINY, head_channels=32)), mixture, [validation], tokenise, tmp_path)
    with pytest.raises(CheckpointError, match='resume.pt: .* MVLM; of another shape: '):
        other.resume()


def test_the_model_is_told_how_far_the_training_is(
        make: Callable[..., Trainer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trainer, told = make(tmp_path), []
    monkeypatch.setattr(trainer.model, 'set_progress', told.append)
    trainer.run()
    assert told == [step / STEPS for step in range(STEPS)]


def test_half_precision_without_a_gpu_is_refused(make: Callable[..., Trainer], tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, 'is_available', lambda: False)
    with pytest.raises(ConfigError, match='precision: fp16 needs a GPU'):
        make(tmp_path, precision='fp16')


def test_validation_separates_present_from_absent() -> None:
    present, absent = torch.tensor([0.9, 0.5]).numpy(), torch.tensor([0.5, 0.1]).numpy()
    assert _separation(present, absent) == pytest.approx((2 + 1 + 0.5) / 4)

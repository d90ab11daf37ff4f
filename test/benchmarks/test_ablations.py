"""A grid of two steps: every variant is trained once, on the same batches, and the table tells the differences."""
from __future__ import annotations

import sys
from functools import cache, partial
from pathlib import Path

import ablations
import pytest
from ablation_rows import Ablations
from ablations import switched, track_grid, train_grid
from mechanisms import MECHANISMS, SETTINGS, WHOLE, Mechanism, Setting
from parts import Bench, MeasuringError
from support.tiny_bundle import register_tiny
from support.tiny_run import TRAINING, write_yaml

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.models import create_model
from vl_tracker_ros.training import run
from vl_tracker_ros.training.config import ConfigError
from vl_tracker_ros.training.validation import Validation

NO_LOSS = Mechanism('tiny', 'margin_loss', 'L_CM', {'margin_loss_weight': 0.0})


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    register_tiny(monkeypatch)


whole = cache(create_model)


@pytest.mark.parametrize('mechanism', MECHANISMS, ids=lambda m: m.variant)
def test_every_mechanism_can_be_switched_off(mechanism: Mechanism) -> None:
    without = mechanism.taken_from(whole(mechanism.model))
    assert type(without) is type(whole(mechanism.model))
    for key, value in mechanism.off.items():
        assert getattr(without.config, key) == value != getattr(whole(mechanism.model).config, key)


def test_a_grid_is_trained_once_and_goes_on(registered: None, data: Path, tmp_path: Path,
                                            monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, '_TOKENIZER_BATCHES', 1)
    monkeypatch.setattr(run, 'Validation', partial(Validation, batches=1, size=48))     # fewer samples than usual
    write_yaml(tmp_path / 'tiny.yaml', TRAINING)
    rows = Ablations(tmp_path / 'ablations.json')
    grid = partial(train_grid, [NO_LOSS], data, tmp_path / 'out', ablations=rows, configs=tmp_path)
    grid(steps=2, seeds=1, settings=['ema_decay=0.5'])
    (title, table), = Ablations(tmp_path / 'ablations.json').tables()
    assert title == '`tiny`, 2 steps, `ema_decay=0.5`'
    assert [line.split(' | ')[0] for line in table.splitlines()[2:]] == ['| (whole)']
    assert rows.is_trained(NO_LOSS, {'steps': 2, 'settings': ['ema_decay=0.5']}, 0)
    monkeypatch.setattr(ablations, 'train', None)
    grid(steps=2, seeds=1, settings=['ema_decay=0.5'])
    with pytest.raises(TypeError):
        grid(steps=3, seeds=1, settings=['ema_decay=0.5'])


def test_a_wrong_setting_is_refused_before_anything_is_trained(registered: None, data: Path, tmp_path: Path) -> None:
    write_yaml(tmp_path / 'tiny.yaml', TRAINING)
    with pytest.raises(ConfigError, match='nothing'):
        train_grid([NO_LOSS], data, tmp_path / 'out', 2, 1, ['nothing=1'], Ablations(tmp_path / 'a.json'), tmp_path)


def put(rows: Ablations, name: str, *values: float, steps: int = 400) -> None:
    for seed, value in enumerate(values):
        rows.put_trained(Mechanism('mvlm_tiny', name, ''), {'steps': steps, 'settings': ['initial=a/checkpoint']}, seed,
                         {'template_right': value, 'words_right': 0.5})


def test_differences_are_paired_by_seed_and_told_with_their_spread(tmp_path: Path) -> None:
    rows = Ablations(tmp_path / 'ablations.json')
    put(rows, WHOLE, 0.60, 0.70)
    put(rows, 'margin_loss', 0.58, 0.60)
    put(rows, 'correlation_prior', 0.9, steps=10)
    (title, table), = rows.tables()
    assert title == '`mvlm_tiny`, 400 steps, `initial=a/checkpoint`'
    assert table.splitlines()[2:] == [
        '| (whole) | 0.650 (0.600 to 0.700) | 0.500 (0.500 to 0.500) |',
        '| L_CM, the correlation margin loss | -0.060 (-0.100 to -0.020) | +0.000 (+0.000 to +0.000) |']


def test_another_budget_takes_the_place_of_all_seeds(tmp_path: Path) -> None:
    rows = Ablations(tmp_path / 'ablations.json')
    put(rows, WHOLE, 0.6, 0.7)
    put(rows, WHOLE, 0.9, steps=800)
    assert '0.900 |' in rows.tables()[0][1] and '(' not in rows.tables()[0][1].splitlines()[2][len('| (whole)'):]


def test_a_bundle_without_its_memory(colour: Bundle, tmp_path: Path) -> None:
    without = switched(colour, SETTINGS[0], tmp_path)
    assert without.confidence == {**colour.confidence, 'omega': 0.0} and without.files == colour.files
    assert without.gate == colour.gate and load_bundle(without.path) == without
    with pytest.raises(MeasuringError, match='gate has no low'):
        switched(colour, Setting('gate', 'a', '', {'low': -1.0}), tmp_path)


def test_settings_are_measured_on_both_sets_and_once(colour: Bundle, data: Path, tmp_path: Path,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand-ins for the two sets: the AUC falls with the memory, the right object is held by chance."""
    monkeypatch.setattr(ablations, 'SETTINGS', SETTINGS[:1])
    monkeypatch.setattr(ablations, 'on_look_alikes', lambda bench, bundle, mode: {
        'right_object': 0.25, 'hidden_said_lost': 0.5, 'regained_soon': 1.0, 'shown_right': 0.1})
    monkeypatch.setattr(ablations, 'on_dev', lambda bench, bundle, mode: {
        'auc': 0.5 if bundle.confidence['omega'] else 0.25, 'shown_right': 0.75})
    rows, bench = Ablations(tmp_path / 'a.json'), Bench(data, tmp_path / 'out', sys.executable, 'nobody', scenes=1)
    track_grid(colour, 'box', bench, rows)
    (title, table), = rows.tables()
    assert title == '`colour`, the first box'
    assert table.splitlines()[2:] == [
        '| (whole) | 0.500 | 0.250 | 0.500 | 1.000 | 0.750 |',
        '| memory of the confidence | -0.250 | +0.000 | +0.000 | +0.000 | +0.000 |']
    monkeypatch.setattr(ablations, 'on_dev', None)
    track_grid(colour, 'box', bench, rows)

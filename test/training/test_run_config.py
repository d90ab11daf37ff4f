from __future__ import annotations

from pathlib import Path

import pytest
from support.tiny_run import TRAINING

from vl_tracker_ros.training.config import ConfigError, TrainingConfig, read_config
from vl_tracker_ros.training.run_config import check_run_config, keep_run_config


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a run that has begun."""
    keep_run_config(tmp_path, TrainingConfig(**TRAINING))
    (tmp_path / 'resume.pt').touch()
    return tmp_path


def test_a_run_keeps_its_config(folder: Path) -> None:
    assert read_config(folder / 'config.yaml') == TrainingConfig(**TRAINING)


def test_a_run_may_go_on_longer_and_on_another_machine(folder: Path) -> None:
    check_run_config(folder, TrainingConfig(**{**TRAINING, 'steps': 99, 'threads': 4, 'workers': 2}))


@pytest.mark.parametrize(('change', 'cause'), [
    ({'model': 'mvlm_tiny'}, r"is a run with model 'tiny' \(now 'mvlm_tiny'\); give another folder"),
    ({'text': 'weights/text_small'}, r"is a run with text '' \(now 'weights/text_small'\)"),
    ({'train_only': ['tracker.head']}, r"is a run with train_only \[\] \(now \['tracker.head'\]\)"),
    ({'seed': 2, 'batch_size': 8}, r'is a run with batch_size 4 \(now 8\), seed 1 \(now 2\)')])
def test_another_config_does_not_go_on_with_it(folder: Path, change: dict[str, object], cause: str) -> None:
    with pytest.raises(ConfigError, match=cause):
        check_run_config(folder, TrainingConfig(**{**TRAINING, **change}))


def test_a_run_without_its_config_is_named(folder: Path) -> None:
    (folder / 'config.yaml').unlink()
    with pytest.raises(ConfigError, match='has resume.pt but no config.yaml'):
        check_run_config(folder, TrainingConfig(**TRAINING))


def test_a_run_that_saved_nothing_is_begun_anew(folder: Path) -> None:
    (folder / 'resume.pt').unlink()
    check_run_config(folder, TrainingConfig(**{**TRAINING, 'model': 'mvlm_tiny'}))

"""A bundle of the tiny MVLM, and the registration by which torch builds it."""
from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from support.own_registry import own_registry
from support.tiny_mvlm import TINY, tiny_mvlm
from support.tiny_run import RELEASE
from tokenizers import Tokenizer, models

from vl_tracker_ros.bundle import Bundle, write_bundle
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.export import frame_inputs, text_inputs
from vl_tracker_ros.models import register_model
from vl_tracker_ros.models.mvlm.network import MVLM


def register_tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registers 'tiny' for one test; what the test registers beside it goes with it."""
    own_registry(monkeypatch)
    register_model('tiny', partial(MVLM, TINY))


def complete_tiny_bundle(folder: Path, **sections: Any) -> Bundle:
    """bundle.yaml for the files in `folder`, with the sha256 that they have now; `sections` replace its own."""
    return write_bundle(folder, {**RELEASE, 'network': vars(tiny_mvlm().spec), 'metrics': {}, 'training': {},
                                 'calibration': {'raw': [0.0, 1.0], 'probability': [0.0, 1.0]}, **sections})


def write_empty_tokenizer(folder: Path) -> None:
    """One that knows no word."""
    Tokenizer(models.WordLevel({'<unk>': 0}, unk_token='<unk>')).save(str(folder / 'tokenizer.json'))


def tiny_feeds(file: str = 'tracker.onnx') -> Arrays:
    """What one of its networks takes, always the same."""
    inputs = frame_inputs(tiny_mvlm().spec) if file == 'tracker.onnx' else text_inputs(tiny_mvlm().spec)
    return {name: value.numpy() for name, value in inputs.items()}

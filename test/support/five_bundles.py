"""Bundles of the five trackers with random weights, of the settings in config/export."""
from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import torch

from support.checkout import CHECKOUT
from vl_tracker_ros.bundle import Bundle, write_bundle
from vl_tracker_ros.export import export_model
from vl_tracker_ros.models import create_model
from vl_tracker_ros.training.config import read_chosen
from vl_tracker_ros.training.tokenizer import train_tokenizer

FIVE = ('atstrack_tiny', 'all_in_one_tiny', 'cost_tiny', 'mvlm_tiny', 'sdtrack_tiny')
SENTENCES = ['the red square on the left', 'a blue ball that rolls', 'the person in a green shirt']


def make_bundle(name: str, folder: Path) -> Bundle:
    """Export a new model of this name, the same each time, into `folder`."""
    torch.manual_seed(0)
    model = create_model(name)
    export_model(model, folder)
    if model.text is not None:
        train_tokenizer(SENTENCES, 200).save(str(folder / 'tokenizer.json'))
    return write_bundle(folder, {
        **read_chosen(CHECKOUT / f'config/export/{name}.yaml'), 'network': asdict(model.spec),
        'calibration': {'raw': [0.0, 1.0], 'probability': [0.0, 1.0]}})

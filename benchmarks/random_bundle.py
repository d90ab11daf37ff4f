"""A bundle of any model with random weights, to measure its speed before there are weights of it.

    python benchmarks/random_bundle.py mvlm_base OUT
    vl-tracker bench OUT --threads 2

Words, gate and confidence are those of the bundle mvlm_tiny; what it tracks means nothing.
"""
from __future__ import annotations

import argparse
import shutil
from dataclasses import asdict
from pathlib import Path

import torch

from vl_tracker_ros.bundle import UNCALIBRATED, Bundle, load_bundle, write_bundle
from vl_tracker_ros.export import export_model, export_record
from vl_tracker_ros.models import create_model, list_models

SETTINGS = 'mvlm_tiny'
SECTIONS = 'crop', 'confidence', 'gate', 'state', 'template'


def random_bundle(name: str, folder: Path) -> Bundle:
    """Write the bundle into a new `folder`; raises FileExistsError where it is there."""
    torch.manual_seed(0)
    model, settings = create_model(name).eval(), load_bundle(SETTINGS)
    folder.mkdir(parents=True)
    export_model(model, folder)
    shutil.copyfile(settings.file('tokenizer.json'), folder / 'tokenizer.json')
    return write_bundle(folder, {
        **{section: getattr(settings, section) for section in SECTIONS}, 'crop': asdict(settings.crop), 'name': name,
        'model': name, 'tracker': name, 'licence': 'none: random weights',
        'network': asdict(model.spec), 'calibration': asdict(UNCALIBRATED), 'metrics': {},
        'training': {'exported_with': export_record()}})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('model', choices=list_models(), metavar='MODEL')
    parser.add_argument('out', type=Path, metavar='OUT')
    args = parser.parse_args()
    random_bundle(args.model, args.out)


if __name__ == '__main__':
    main()

"""`vl-tracker preview-data`: look at what a tracker is trained on."""
from __future__ import annotations

import argparse
from pathlib import Path

from vl_tracker_ros.cli.command import Command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('--data', type=Path, required=True, help='folder with train/')
    parser.add_argument('--out', type=Path, required=True, help='folder for words.png and template.png')
    parser.add_argument('--samples', type=int, default=36, help='on each sheet, six a row')
    parser.add_argument('--seed', type=int, default=0)


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.data.banks import load_banks
    from vl_tracker_ros.data.mixture import house_mixture
    from vl_tracker_ros.data.preview import summary, write_sheet

    mixture = house_mixture(load_banks(args.data / 'train'), search_size=224, template_size=112)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, with_template in (('words', False), ('template', True)):
        samples = mixture.batch((args.seed, 0), args.samples, with_template)
        write_sheet(samples, args.out / f'{name}.png')
        print(f'{args.out / name}.png: {summary(samples)}')
    return 0


COMMAND = Command('preview-data', 'draw a sheet of training samples (needs the lab half)', add_arguments, run)

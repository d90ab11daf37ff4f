"""`vl-tracker train-text`: distil the small text encoder, or go on where a run stopped."""
from __future__ import annotations

import argparse
from pathlib import Path

from vl_tracker_ros.cli.command import Command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('config', type=Path, help='config/train/text_small.yaml')
    parser.add_argument('--data', type=Path, required=True, help='folder with lang/lasot_nlp.tsv')
    parser.add_argument('--out', type=Path, required=True, help='folder of the run; resumed when it has checkpoints')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.training.distillation.run import distil

    distil(args.config, args.data / 'lang' / 'lasot_nlp.tsv', args.out)
    return 0


COMMAND = Command('train-text', 'distil the small text encoder (needs the lab half)', add_arguments, run)

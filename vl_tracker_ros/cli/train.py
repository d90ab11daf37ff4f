"""`vl-tracker train`: train a tracker, or go on where a run stopped."""
from __future__ import annotations

import argparse
from pathlib import Path

from vl_tracker_ros.cli.command import Command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('config', type=Path, help='a file of config/train/')
    parser.add_argument('--data', type=Path, required=True, help='folder with train/ and lang/')
    parser.add_argument('--out', type=Path, required=True, help='folder of the run; resumed when it has checkpoints')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.training.run import train

    train(args.config, args.data, args.out)
    return 0


COMMAND = Command('train', 'train a tracker (needs the lab half)', add_arguments, run)

"""`vl-tracker train`: train a tracker, or go on where a run stopped."""
from __future__ import annotations

import argparse
import sys
from pathlib import Path

from vl_tracker_ros.cli.command import Command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('config', type=Path, help='a file of config/train/')
    parser.add_argument('--set', action='append', default=[], metavar='KEY=VALUE', dest='settings',
                        help='a key of the config with another value, as steps=2000; may be given several times')
    parser.add_argument('--data', type=Path, required=True, help='folder with train/ and lang/')
    parser.add_argument('--out', type=Path, required=True, help='folder of the run; resumed when it has checkpoints')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.training.run import train
    from vl_tracker_ros.training.stop_request import TrainingStopped

    try:
        train(args.config, args.data, args.out, args.settings)
    except TrainingStopped as stopped:
        print(f'vl-tracker train: {stopped}', file=sys.stderr)
        return 128 + stopped.signum     # as a shell says that a signal ended a command
    return 0


COMMAND = Command('train', 'train a tracker (needs the lab half)', add_arguments, run)

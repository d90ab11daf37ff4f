"""`vl-tracker export`: a trained run becomes a bundle."""
from __future__ import annotations

import argparse
from pathlib import Path

from vl_tracker_ros.cli.command import Command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('config', type=Path, help='a file of config/export/')
    parser.add_argument('--run', type=Path, required=True,
                        help='folder of the run: checkpoint.safetensors, tokenizer.json')
    parser.add_argument('--data', type=Path, required=True, help='folder with train/, to calibrate the scores on')
    parser.add_argument('--out', type=Path, required=True, help='folder of the bundle')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.training.release import release

    bundle = release(args.config, args.run, args.data, args.out)
    print(f'{bundle.path}: {bundle.metrics}')
    return 0


COMMAND = Command('export', 'make a bundle of a trained run (needs the lab half)', add_arguments, run)

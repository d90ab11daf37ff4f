"""`vl-tracker calibrate`: fit a bundle's confidence to held-out video, and measure it there."""
from __future__ import annotations

import argparse
from pathlib import Path

from vl_tracker_ros.cli.arguments import count
from vl_tracker_ros.cli.command import Command
from vl_tracker_ros.cli.engine_arguments import add_engine_arguments, engine_options


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('bundle', metavar='NAME|DIR', help='the bundle')
    parser.add_argument('--data', type=Path, required=True, help='folder with train/; what was held out of training')
    parser.add_argument('--out', type=Path, metavar='DIR', help='folder of the calibrated bundle (default: its own)')
    parser.add_argument('--videos', type=count, nargs=2, default=(30, 20), metavar='N',
                        help='how many to fit to and how many to measure on (default: 30 20)')
    parser.add_argument('--frames', type=count, default=90, metavar='N', help='of each (default: %(default)s)')
    add_engine_arguments(parser, threads=1)


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.bundle import load_bundle
    from vl_tracker_ros.data.banks import load_banks
    from vl_tracker_ros.evaluation.confidence.calibrate import calibrate
    from vl_tracker_ros.evaluation.confidence.videos import CalibrationVideos, Plan
    from vl_tracker_ros.training.run import held_out

    bundle = load_bundle(args.bundle)
    banks = load_banks(args.data / 'train').split(held_out, keep=True)
    videos = CalibrationVideos(banks, Plan(*args.videos, args.frames))
    calibrated = calibrate(bundle, videos, args.out or bundle.path, engine_options(args))
    print(f'{calibrated.path}: state {calibrated.state}, gate {calibrated.gate}')
    for mode, figures in calibrated.metrics['confidence'].items():
        print(f'  {mode:5}', ', '.join(f'{name} {value}' for name, value in figures.items()))
    return 0


COMMAND = Command('calibrate', "fit a bundle's confidence to video (lab half)", add_arguments, run)

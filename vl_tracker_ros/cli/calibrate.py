"""`vl-tracker calibrate`: fit a bundle's confidence to held-out video, or propose thresholds for video of one's own."""
from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from vl_tracker_ros.cli.arguments import count, fraction
from vl_tracker_ros.cli.command import Command
from vl_tracker_ros.cli.engine_arguments import add_engine_arguments, engine_options

if TYPE_CHECKING:
    from vl_tracker_ros.bundle import Bundle


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('bundle', metavar='NAME|DIR', help='the bundle')
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument('--data', type=Path, metavar='DIR',
                        help='folder with train/; fits the bundle to what was held out of training')
    source.add_argument('--sequences', type=Path, metavar='DIR',
                        help='folder of sequences, as for eval; proposes parameters of gating_node')
    parser.add_argument('--out', type=Path, metavar='PATH',
                        help='with --data: folder of the calibrated bundle (default: its own); with --sequences: the '
                             'file of parameters (default: gating.yaml)')
    parser.add_argument('--false-alarms', type=fraction, default=0.01, metavar='SHARE',
                        help='with --sequences: of the right candidates, how many may be taken for a loss '
                             '(default: %(default)s)')
    parser.add_argument('--videos', type=count, nargs=2, default=(30, 20), metavar='N',
                        help='with --data: how many to fit to and how many to measure on (default: 30 20)')
    parser.add_argument('--frames', type=count, default=90, metavar='N',
                        help='with --data: of each (default: %(default)s)')
    add_engine_arguments(parser, threads=1)


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.bundle import load_bundle

    bundle = load_bundle(args.bundle)
    if args.sequences:
        _propose(args, bundle)
    else:
        _calibrate(args, bundle)
    return 0


def _calibrate(args: argparse.Namespace, bundle: Bundle) -> None:
    from vl_tracker_ros.data.banks import load_banks
    from vl_tracker_ros.evaluation.confidence.calibrate import calibrate
    from vl_tracker_ros.evaluation.confidence.videos import CalibrationVideos, Plan
    from vl_tracker_ros.training.run import held_out

    banks = load_banks(args.data / 'train').split(held_out, keep=True)
    videos = CalibrationVideos(banks, Plan(*args.videos, args.frames))
    calibrated = calibrate(bundle, videos, args.out or bundle.path, engine_options(args))
    print(f'{calibrated.path}: state {calibrated.state}, gate {calibrated.gate}')
    for mode, figures in calibrated.metrics['confidence'].items():
        print(f'  {mode:5}', ', '.join(f'{name} {value}' for name, value in figures.items()))


def _propose(args: argparse.Namespace, bundle: Bundle) -> None:
    from tqdm import tqdm

    from vl_tracker_ros.evaluation.confidence.propose import propose, write_parameters
    from vl_tracker_ros.evaluation.datasets import load_dataset

    sequences, path = load_dataset('folders', args.sequences), args.out or Path('gating.yaml')
    proposal = propose(bundle, tqdm(sequences, unit='video'), args.false_alarms, engine_options(args))
    write_parameters(proposal, path, f'vl-tracker calibrate {bundle.name} --sequences {args.sequences} '
                                     f'--false-alarms {args.false_alarms:g}')
    print(f'{path}: low {proposal.policy.low:g}, high {proposal.policy.high:g}, min_appearance '
          f'{proposal.policy.min_appearance:g}; chosen on {proposal.frames} frames, {proposal.right} with the right '
          'candidate')


COMMAND = Command('calibrate', 'fit confidence or thresholds to video (lab half)', add_arguments, run)

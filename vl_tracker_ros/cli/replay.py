"""`vl-tracker replay`: a recording of a tracker node once more, and whether the detections are the same."""
from __future__ import annotations

import argparse
from pathlib import Path

from vl_tracker_ros.cli.command import Command

FAILED = 1      # some detection is another


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('bag', type=Path, metavar='BAG', help='folder of a rosbag2 recording (launch/record.launch.py)')
    parser.add_argument('--tracker', metavar='NAME', help='full name of the node, where the bag has several')
    parser.add_argument('--bundle', metavar='NAME|DIR', help='another bundle (default: the recorded one)')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.bundle import BundleError, load_bundle
    from vl_tracker_ros.data.reading import DataError
    from vl_tracker_ros.evaluation.recording import read_recording
    from vl_tracker_ros.evaluation.replay import create_replayer, replay

    recording = read_recording(args.bag, args.tracker)
    setup = recording.setup
    bundle = load_bundle(args.bundle or setup.parameters['bundle'])
    if args.bundle is None and bundle.sha256 != setup.bundle_sha256:
        raise BundleError(f'{bundle.path}: is not the {setup.bundle} of the recording: its sha256 differs; --bundle '
                          'takes it all the same')
    replayer = create_replayer(setup, bundle)
    found = replay(recording, replayer)
    if not found.replayed:
        raise DataError(f'{args.bag}: no image can be replayed; {found.left_out} come after one that is missing')
    print(f'{found.replayed} images replayed, {found.differing} detections differ: boxes by {found.worst_px:g} px at '
          f'most, scores by {found.worst_score:g}')
    if found.left_out:
        print(f'{found.left_out} images left out: one before them is missing in the bag')
    if (here := replayer.tracker.engine.describe()) != setup.runtime:
        print(f'recorded on {setup.runtime}, replayed on {here}')
    return FAILED if found.differing else 0


COMMAND = Command('replay', 'replay a recording, and compare the detections', add_arguments, run)

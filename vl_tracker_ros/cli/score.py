"""`vl-tracker score`: any tracker's result files by an official protocol."""
from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from vl_tracker_ros.cli.command import Command

# Not asked of evaluation.protocols: the command line starts without numpy.
PROTOCOL_NAMES = ('ope', 'otb', 'uav123', 'lasot', 'lasot_in_papers', 'tnl2k', 'got10k', 'trackingnet', 'webuav3m',
                  'vlsot', 'mgit', 'vot2020')


def _size(text: str) -> tuple[int, int]:
    try:
        width, height = map(int, text.split('x'))
    except ValueError:
        raise argparse.ArgumentTypeError(f'{text!r} is not WIDTHxHEIGHT') from None
    return width, height


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('--protocol', choices=PROTOCOL_NAMES, required=True)
    parser.add_argument('--gt', type=Path, required=True, help='folder of the annotations, as the data set has them')
    parser.add_argument('--pred', type=Path, required=True, help='folder of <sequence>.txt: x,y,w,h a line')
    parser.add_argument('--image-size', type=_size, help='WIDTHxHEIGHT, where --gt has no images to measure')
    parser.add_argument('--json', type=Path, help='write everything, with curves and each sequence, to this file')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.evaluation.annotations import load_records
    from vl_tracker_ros.evaluation.protocols import score
    from vl_tracker_ros.evaluation.protocols.vot2020 import vot2020
    from vl_tracker_ros.evaluation.vot_files import load_vot

    if args.protocol == 'vot2020':
        report = vot2020(load_vot(args.gt, args.pred))
    else:
        report = score(args.protocol, load_records(args.gt, args.pred, args.image_size))
    if args.json:
        args.json.write_text(json.dumps(asdict(report), indent=1), encoding='utf-8')
    print(f'{args.protocol}, {len(report.sequences)} sequences')
    for name, value in report.overall.items():
        print(f'  {name:22} {value:.4f}')
    return 0


COMMAND = Command('score', 'score result files by an official protocol', add_arguments, run)

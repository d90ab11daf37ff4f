"""`vl-tracker convert`: published weights become a bundle."""
from __future__ import annotations

import argparse
from pathlib import Path

from vl_tracker_ros.cli.command import Command

SOURCES = ('mvlm', 'all_in_one')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('weights', type=Path, metavar='FILE', help='the checkpoint: .pth, .pt, .bin or .safetensors')
    parser.add_argument('--from', dest='source', choices=SOURCES, required=True, help='the tracker that it is of')
    parser.add_argument('--out', type=Path, required=True, metavar='DIR', help='folder of the bundle')
    parser.add_argument('--variant', metavar='NAME|FILE',
                        help='a file of config/convert/, by name or path (default: the one named as the tracker)')
    parser.add_argument('--text', metavar='NAME|DIR',
                        help='weights of the text encoder, where FILE leaves them out (default: the public ones)')
    parser.add_argument('--tokenizer', metavar='NAME|DIR', help='its tokenizer (default: that of --text)')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.convert import convert

    bundle = convert(args.source, args.weights, _config(args.variant or args.source), args.out, args.text,
                     args.tokenizer)
    print(f'{bundle.path}: {bundle.name}, model {bundle.model}')
    return 0


def _config(name: str) -> Path:
    from vl_tracker_ros.share import share_directory

    if name.endswith('.yaml'):
        return Path(name)
    return share_directory() / 'config' / 'convert' / f'{name}.yaml'


COMMAND = Command('convert', 'make a bundle of released weights (lab half)', add_arguments, run)

"""`vl-tracker cache`: the TensorRT plans that have been built on this machine."""
from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from vl_tracker_ros.cli.command import Command
from vl_tracker_ros.table import aligned

if TYPE_CHECKING:
    from vl_tracker_ros.engines.tensorrt.cache import Entry

_TITLES = ('network', 'precision', 'device', 'gpu', 'TensorRT', 'driver', 'MB', 'built in', 'on')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('action', choices=('list', 'clear'))
    parser.add_argument('--bundle', metavar='NAME', help='only the plans of this one')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.engines.tensorrt.cache import PlanCache

    cache = PlanCache()
    if args.action == 'clear':
        print(f'{cache.folder}: {cache.clear(args.bundle) / 1e6:.1f} MB removed')
        return 0
    rows = [_row(entry) for entry in cache.entries() if args.bundle in (None, entry.key.bundle)]
    print(aligned([_TITLES, *rows]) if rows else f'{cache.folder}: no plans')
    return 0


def _row(entry: Entry) -> tuple[str, ...]:
    key = entry.key
    return (f'{key.bundle}/{key.file}', key.precision, key.device, key.gpu, key.tensorrt, key.driver,
            f'{entry.plan_bytes / 1e6:.1f}', f'{entry.build_s:.0f} s', entry.built_at)


COMMAND = Command('cache', 'list or clear the TensorRT plans that have been built', add_arguments, run)

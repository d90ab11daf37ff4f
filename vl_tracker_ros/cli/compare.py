"""`vl-tracker compare`: runs of `vl-tracker eval` side by side, and the shards of one made one."""
from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from vl_tracker_ros.cli.command import Command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('runs', nargs='+', type=Path, metavar='DIR', help='--out of `vl-tracker eval`')
    parser.add_argument('--json', type=Path, metavar='FILE', help='write all figures with their intervals')
    parser.add_argument('--plot', type=Path, metavar='PNG|SVG', help='picture of the headline figure')
    parser.add_argument('--merge', type=Path, metavar='OUT',
                        help='the runs are shards of one: write that, with its summary, to this folder')
    parser.add_argument('--root', type=Path, metavar='DIR', help='with --merge: where the data set is here')


def run(args: argparse.Namespace) -> int:
    return _merge(args) if args.merge else _compare(args)


def _compare(args: argparse.Namespace) -> int:
    from vl_tracker_ros.evaluation.compare import as_table, compare
    from vl_tracker_ros.evaluation.compare_plot import plot_comparison
    from vl_tracker_ros.evaluation.run_folder import RunFolder
    from vl_tracker_ros.evaluation.summary import Summary

    comparison = compare({str(path): Summary.read(RunFolder(path).summary) for path in args.runs})
    print(as_table(comparison))
    if args.json:
        args.json.write_text(json.dumps(asdict(comparison), indent=1) + '\n', encoding='utf-8')
    if args.plot:
        plot_comparison(comparison, args.plot)
    return 0


def _merge(args: argparse.Namespace) -> int:
    from vl_tracker_ros.cli.eval import INCOMPLETE, as_text
    from vl_tracker_ros.evaluation.conclude import conclude
    from vl_tracker_ros.evaluation.datasets import load_dataset
    from vl_tracker_ros.evaluation.run_folder import RunFolder
    from vl_tracker_ros.evaluation.shards import merge, select

    folder = merge(args.merge, [RunFolder(path) for path in args.runs])
    info = folder.info
    summary = conclude(folder, select(load_dataset(info.reader, args.root or Path(info.root)), info.sequences))
    print(as_text(summary))
    print(f'written to {folder.path}')
    return INCOMPLETE if summary.missing else 0


COMMAND = Command('compare', 'lay runs side by side, or merge the shards of one', add_arguments, run)

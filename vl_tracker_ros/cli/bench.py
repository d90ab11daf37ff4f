"""`vl-tracker bench`: runtimes beside each other on this machine."""
from __future__ import annotations

import argparse
import shlex
import sys
from pathlib import Path

from vl_tracker_ros.cli.arguments import count
from vl_tracker_ros.cli.command import Command
from vl_tracker_ros.cli.target_arguments import add_target_arguments

FAILED = 1      # some contender could be loaded, and broke off


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('bundles', nargs='+', metavar='BUNDLE', help='name or folder (see `vl-tracker list`)')
    parser.add_argument('--runtime', action='append', dest='runtimes', metavar='NAME',
                        help='once for each; all: every one that can be had here (default: all)')
    parser.add_argument('--precision', action='append', dest='precisions', metavar='NAME',
                        help='once for each: fp32, fp16, bf16, int8 (default: fp32)')
    parser.add_argument('--device', default='auto', metavar='NAME', help='auto, cpu, cuda or cuda:N (default: auto)')
    parser.add_argument('--threads', type=count, metavar='N', help='CPU threads (default: the runtime chooses)')
    parser.add_argument('--reference', default='onnxruntime', metavar='NAME',
                        help='runtime whose fp32 on the CPU is right (default: %(default)s)')
    parser.add_argument('--video', metavar='FILE|DIR',
                        help='real crops; without --text and --box, of its middle (default: a rendered scene)')
    add_target_arguments(parser)
    parser.add_argument('--frames', type=count, default=100, metavar='N', help='(default: %(default)s)')
    parser.add_argument('--out', type=Path, metavar='DIR', help='folder for bench.json and bench.png')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.bench.plot import plot_report
    from vl_tracker_ros.bench.run import Request, bench
    from vl_tracker_ros.bench.text import as_text
    from vl_tracker_ros.bundle import load_bundle

    bundles = {name: load_bundle(name) for name in args.bundles}
    if args.out:
        args.out.mkdir(parents=True, exist_ok=True)     # a folder that cannot be had is said before, not after
    report = bench(Request(
        bundles, args.runtimes or ['all'], args.precisions or ['fp32'], args.device, args.threads, args.reference,
        args.video, args.text, args.box, args.frames, shlex.join(['vl-tracker', *sys.argv[1:]])))
    print(as_text(report))
    if args.out:
        report.write(args.out / 'bench.json')
        plot_report(report, args.out / 'bench.png')
        print(f'written to {args.out}: bench.json, bench.png')
    return FAILED if any(row.broke_off for row in report.rows) else 0


COMMAND = Command('bench', 'lay runtimes side by side: parity, speed, memory, energy', add_arguments, run)

"""`vl-tracker eval-node`: a bundle on a data set through the real ROS 2 nodes, next to the offline figure."""
from __future__ import annotations

import argparse
import signal
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from vl_tracker_ros.cli.arguments import rate_hz
from vl_tracker_ros.cli.command import Command
from vl_tracker_ros.cli.engine_arguments import add_engine_arguments, engine_options
from vl_tracker_ros.cli.target_arguments import add_tracker_options, tracker_options

if TYPE_CHECKING:
    from vl_tracker_ros.evaluation.contenders import ContenderSpec
    from vl_tracker_ros.evaluation.node_run import NodeRun
    from vl_tracker_ros.evaluation.run_folder import RunFolder, RunInfo
    from vl_tracker_ros.evaluation.sequences import Sequence

FAILED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('--dataset', required=True, metavar='NAME|DIR',
                        help='lasot, tnl2k ... with --root, or a folder of sequences')
    parser.add_argument('--root', type=Path, metavar='DIR', help='where the data set of that name is')
    parser.add_argument('--bundle', default='mvlm_tiny', metavar='NAME|DIR', help='the tracker (default: %(default)s)')
    parser.add_argument('--mode', choices=('text', 'box', 'both'), default='box',
                        help='what the first frame comes with (default: %(default)s)')
    parser.add_argument('--rate', type=rate_hz, default=30.0, metavar='HZ',
                        help='images a second (default: %(default)g)')
    add_engine_arguments(parser, threads=1)
    parser.add_argument('--grounder', metavar='NAME|DIR',
                        help='bundle that finds what words mean, for a tracker that needs a box')
    add_tracker_options(parser)
    parser.add_argument('--sequences', nargs='+', metavar='NAME', help='only these')
    parser.add_argument('--offline', type=Path, metavar='DIR',
                        help='run folder of `vl-tracker eval` to compare with (default: it is made in OUT/offline)')
    parser.add_argument('--out', required=True, type=Path, metavar='DIR',
                        help='folder of the run; one that was interrupted goes on')
    parser.set_defaults(model=(), shard=None, protocol=None, jobs=1)        # as `vl-tracker eval` has them


def run(args: argparse.Namespace) -> int:
    try:
        import rclpy  # noqa: F401
    except ImportError as error:
        print(f'vl-tracker eval-node: ROS 2 is missing ({error}): run `make setup`, or source your installation',
              file=sys.stderr)
        return FAILED
    from vl_tracker_ros.bundle import load_bundle
    from vl_tracker_ros.cli.eval import prepare
    from vl_tracker_ros.evaluation.contenders import ContenderSpec
    from vl_tracker_ros.evaluation.node_run import NodeRun, offline_run
    from vl_tracker_ros.evaluation.protocols import ProtocolError
    from vl_tracker_ros.nodes.evaluation.live_tracker import NodeFailed

    load_bundle(args.bundle)
    spec = ContenderSpec(args.bundle, engine_options(args), args.grounder, tracker_options=tracker_options(args))
    sequences, info = prepare(args, spec)
    if info.protocol == 'vot2020':
        raise ProtocolError('vot2020 cannot be played to the nodes: its runs go backwards too; use `vl-tracker eval`')
    node_run = NodeRun.create(args.out, info, args.rate)
    offline = offline_run(args.offline, info, sequences) if args.offline else _track(args, spec, sequences, info)
    try:
        _play(args, sequences, node_run)
    except NodeFailed as error:
        print(f'vl-tracker eval-node: {" ".join(str(error).split())}', file=sys.stderr)
        return FAILED
    return _conclude(args, sequences, node_run, offline)


def _track(args: argparse.Namespace, spec: ContenderSpec, sequences: list[Sequence], info: RunInfo) -> RunFolder:
    """The offline part, as `vl-tracker eval` does it."""
    from vl_tracker_ros.cli.eval import track
    from vl_tracker_ros.evaluation.run_folder import RunFolder
    from vl_tracker_ros.evaluation.summary import summarise

    folder = RunFolder.create(args.out / 'offline', info)
    for name, why in track(args, spec, sequences, folder).items():
        print(f'vl-tracker eval-node: {name}: {why}', file=sys.stderr)
    summarise(folder, sequences).write(folder.summary)
    return folder


def _play(args: argparse.Namespace, sequences: list[Sequence], node_run: NodeRun) -> None:
    from tqdm import tqdm

    from vl_tracker_ros.nodes.evaluation.evaluate import evaluate_through_node
    from vl_tracker_ros.nodes.evaluation.live_tracker import TrackerParameters

    signal.signal(signal.SIGTERM, signal.default_int_handler)       # the nodes end with this process
    parameters = TrackerParameters(args.bundle, args.runtime, args.device, args.precision, args.threads,
                                   args.grounder or '', args.camera_motion, args.small_objects)
    with closing(evaluate_through_node(parameters, args.mode, args.rate, sequences, node_run)) as done, \
            tqdm(total=len(sequences), unit='sequence', delay=0.5) as bar:
        for name, failure in done:
            bar.set_postfix_str(name, refresh=False)
            bar.update()
            if failure:
                print(f'vl-tracker eval-node: {name}: {failure}', file=sys.stderr)


def _conclude(args: argparse.Namespace, sequences: list[Sequence], node_run: NodeRun, offline: RunFolder) -> int:
    from vl_tracker_ros.evaluation.conclude import conclude
    from vl_tracker_ros.evaluation.node_run import compare
    from vl_tracker_ros.evaluation.summary import summarise

    summarise(node_run.by_stamp, sequences).write(node_run.by_stamp.summary)
    conclude(node_run.in_time, sequences)
    done = [s for s in sequences if node_run.is_finished(s.name) and offline.is_finished(s.name)]
    comparison = compare(node_run, offline, done, args.rate)
    comparison.write(args.out / 'node.json')
    print(f'{node_run.in_time.info.contender}, mode {args.mode}\n{comparison}\nwritten to {args.out}')
    return FAILED if len(done) < len(sequences) else 0


COMMAND = Command('eval-node', 'measure a tracker through the real ROS 2 nodes', add_arguments, run)

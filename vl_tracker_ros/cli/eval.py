"""`vl-tracker eval`: a bundle, or a peer, on a data set, by its official protocol."""
from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from vl_tracker_ros.cli.arguments import count
from vl_tracker_ros.cli.command import Command
from vl_tracker_ros.cli.engine_arguments import add_engine_arguments, engine_options
from vl_tracker_ros.cli.target_arguments import add_tracker_options, tracker_options

if TYPE_CHECKING:
    from vl_tracker_ros.evaluation.contenders import ContenderSpec
    from vl_tracker_ros.evaluation.run_folder import RunFolder, RunInfo
    from vl_tracker_ros.evaluation.sequences import Sequence
    from vl_tracker_ros.evaluation.shards import Shard
    from vl_tracker_ros.evaluation.summary import Summary

INCOMPLETE = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('--dataset', required=True, metavar='NAME|DIR',
                        help='lasot, tnl2k ... with --root, or a folder of sequences (img/ or a video, '
                             'groundtruth.txt, nlp.txt)')
    parser.add_argument('--root', type=Path, metavar='DIR', help='where the data set of that name is')
    parser.add_argument('--bundle', default='mvlm_tiny', metavar='NAME|DIR|opencv:NAME',
                        help='the tracker (default: %(default)s), or opencv:CSRT, KCF, MIL, NanoTrack, VitTrack')
    parser.add_argument('--model', type=_files, default=(), metavar='ONNX[,ONNX]',
                        help='network files of opencv:NanoTrack (backbone,head) and opencv:VitTrack')
    parser.add_argument('--mode', choices=('text', 'box', 'both'), default='box',
                        help='what the first frame comes with (default: %(default)s)')
    add_engine_arguments(parser, threads=1)
    parser.add_argument('--grounder', metavar='NAME|DIR',
                        help='bundle that finds what words mean, for a tracker that needs a box')
    add_tracker_options(parser)
    parser.add_argument('--jobs', type=count, default=1, metavar='N',
                        help='sequences tracked at the same time (default: %(default)s)')
    parser.add_argument('--shard', type=_shard, metavar='I/N', help='only this part of the data set, of N')
    parser.add_argument('--sequences', nargs='+', metavar='NAME', help='only these')
    parser.add_argument('--protocol', metavar='NAME', help="how to score (default: the data set's own)")
    parser.add_argument('--out', required=True, type=Path, metavar='DIR',
                        help='folder of the run; one that was interrupted goes on')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.evaluation.conclude import conclude
    from vl_tracker_ros.evaluation.contenders import ContenderSpec
    from vl_tracker_ros.evaluation.run_folder import RunFolder

    spec = ContenderSpec(args.bundle, engine_options(args), args.grounder, args.model, tracker_options(args))
    sequences, info = prepare(args, spec)
    folder = RunFolder.create(args.out, info)
    try:
        failures = track(args, spec, sequences, folder)
    except KeyboardInterrupt:
        finished = sum(folder.is_finished(s.name) for s in sequences)
        print(f'vl-tracker eval: {finished} of {len(sequences)} sequences are finished; the same command goes on',
              file=sys.stderr)
        raise
    for name, why in failures.items():
        print(f'vl-tracker eval: {name}: {why}', file=sys.stderr)
    summary = conclude(folder, sequences)
    print(as_text(summary))
    print(f'written to {folder.path}')
    return INCOMPLETE if summary.missing else 0


def prepare(args: argparse.Namespace, spec: ContenderSpec) -> tuple[list[Sequence], RunInfo]:
    """What is to be tracked; all that is wrong with the request is said here, before the first frame."""
    from vl_tracker_ros import __version__
    from vl_tracker_ros.evaluation.contenders import create_contender
    from vl_tracker_ros.evaluation.datasets import DATASETS, load_dataset
    from vl_tracker_ros.evaluation.evaluate import check_start
    from vl_tracker_ros.evaluation.run_folder import RunInfo
    from vl_tracker_ros.evaluation.shards import select

    reader, root = (args.dataset, args.root) if args.root else ('folders', _folder(args.dataset))
    sequences = select(load_dataset(reader, root), args.sequences, args.shard)
    protocol = args.protocol or DATASETS[reader].protocol
    _check_protocol(protocol, reader)
    contender = create_contender(spec)
    check_start(contender, args.mode, sequences)
    name = reader if args.root else root.resolve().name
    return sequences, RunInfo(
        dataset=name, reader=reader, root=str(root), protocol=protocol,
        contender=contender.name, mode=args.mode, runtime=contender.runtime, threads=args.threads,
        precision=args.precision, device=contender.device, version=__version__, sha256=contender.sha256,
        grounder=args.grounder or '', camera_motion=args.camera_motion, small_objects=args.small_objects,
        shard=str(args.shard or ''), sequences=args.sequences)


def _check_protocol(protocol: str, reader: str) -> None:
    """VOT2020 and its runs belong together; any other data set can be scored by any other protocol."""
    from vl_tracker_ros.evaluation.datasets import DATASETS
    from vl_tracker_ros.evaluation.protocols import PROTOCOLS, ProtocolError

    if protocol not in (*PROTOCOLS, 'vot2020'):
        raise ProtocolError(f'unknown protocol {protocol!r}; there are {", ".join(PROTOCOLS)}, vot2020')
    if (protocol == 'vot2020') != (DATASETS[reader].protocol == 'vot2020'):
        raise ProtocolError(f'--protocol {protocol}: does not score {reader}; the data set vot2020 is scored by '
                            'vot2020, and no other is')


def _folder(dataset: str) -> Path:
    from vl_tracker_ros.data.reading import DataError
    from vl_tracker_ros.evaluation.datasets import DATASETS

    if not Path(dataset).is_dir():
        raise DataError(f'--dataset {dataset}: no such folder; a data set by its name ({", ".join(DATASETS)}) '
                        'needs --root')
    return Path(dataset)


def track(args: argparse.Namespace, spec: ContenderSpec, sequences: list[Sequence],
          folder: RunFolder) -> dict[str, str]:
    """Returns why sequences failed, by name."""
    from tqdm import tqdm

    from vl_tracker_ros.evaluation.evaluate import evaluate

    failures = {}
    finished = sum(folder.is_finished(s.name) for s in sequences)
    with _termination_interrupts(), closing(evaluate(spec, args.mode, sequences, folder, args.jobs)) as done, \
            tqdm(total=len(sequences), initial=finished, unit='sequence', delay=0.5) as bar:
        for name, failure in done:
            bar.set_postfix_str(name, refresh=False)
            bar.update()
            if failure:
                failures[name] = failure
    return failures


@contextmanager
def _termination_interrupts() -> Iterator[None]:
    """A batch system ends a job by SIGTERM: like Ctrl-C, for the time being."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def as_text(summary: Summary) -> str:
    """The figures of a run, for people."""
    lines = [f'{summary.contender} on {summary.dataset}, mode {summary.mode}: {len(summary.sequences)} sequences '
             f'scored by {summary.protocol}, {summary.frames} frames']
    groups = {**summary.overall, **summary.recovery, 'ece': summary.calibration['ece'], **summary.speed}
    lines += [f'  {name:22} {value:.4g}' for name, value in groups.items()]
    lines += bin_lines(summary)
    if not summary.sequences and not summary.missing:
        lines.append('  no truth here to score by: the result files are in results/')
    if summary.missing:
        lines.append(f'  not finished: {", ".join(summary.missing)}')
    return '\n'.join(lines)


def bin_lines(summary: Summary) -> list[str]:
    """One for each bin of the targets' size and speed in which sequences lie."""
    from vl_tracker_ros.evaluation.report.tables import bin_rows

    return [f'  {row.name:32} {row.sequences:4} sequences  {row.figures[summary.sequence_headline]:.4g}'
            for row in bin_rows(summary)]


def _shard(text: str) -> Shard:
    from vl_tracker_ros.evaluation.shards import Shard

    try:
        return Shard.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _files(text: str) -> tuple[Path, ...]:
    return tuple(map(Path, text.split(',')))


COMMAND = Command('eval', 'measure a tracker on a data set by its official protocol', add_arguments, run)

"""`vl-tracker quantize`: an int8 network beside the fp32 one of a bundle, and what it costs."""
from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from vl_tracker_ros.cli.arguments import count
from vl_tracker_ros.cli.command import Command
from vl_tracker_ros.cli.target_arguments import add_target_arguments, description

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vl_tracker_ros.bundle import Bundle
    from vl_tracker_ros.engines import EngineOptions
    from vl_tracker_ros.evaluation.sequences import Sequence
    from vl_tracker_ros.geometry import Image

METHODS = ('static', 'static-symmetric', 'dynamic')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('bundle', metavar='NAME|DIR', help='the bundle')
    parser.add_argument('--video', required=True, metavar='FILE|DIR', help='a video of what it will see at work')
    add_target_arguments(parser)
    parser.add_argument('--method', choices=METHODS, default='static',
                        help='static: convolutions, with ranges from the video, for a CPU; static-symmetric: the same '
                             "for TensorRT; dynamic: a transformer's matrix products, with ranges of each frame, for a "
                             'CPU (default: %(default)s)')
    parser.add_argument('--sequences', type=Path, metavar='DIR',
                        help='folder of sequences (see `vl-tracker eval`) on which int8 is compared with fp32')
    parser.add_argument('--threads', type=count, default=1, metavar='N', help='CPU threads (default: %(default)s)')
    parser.add_argument('--out', required=True, type=Path, metavar='DIR', help='folder of the quantised bundle')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.bundle import load_bundle
    from vl_tracker_ros.engines import EngineOptions
    from vl_tracker_ros.quantize import INT8, check_unquantised, quantize, record_feeds

    text, bundle = description(args), load_bundle(args.bundle)
    options = EngineOptions('onnxruntime', 'cpu', threads=args.threads)
    check_unquantised(bundle, args.out)
    mode = 'box' if text is None else 'text' if args.box is None else 'both'
    sequences = _sequences(args.sequences, bundle, mode, options) if args.sequences else []
    feeds = record_feeds(bundle, _images(args.video), text, args.box, options)
    quantised = quantize(bundle, feeds, args.method, args.out)
    sizes = [quantised.file(name).stat().st_size / 1e6 for name in (INT8, 'tracker.onnx')]
    print(f'{args.out}: {INT8}, {args.method}, {sizes[0]:.1f} MB for {sizes[1]:.1f} MB, from {len(feeds)} inputs')
    if sequences:
        _report(quantised, sequences, mode, options)
    else:
        print('what it loses in accuracy is not known: give --sequences')
    return 0


def _images(video: str) -> Iterator[Image]:
    from tqdm import tqdm

    from vl_tracker_ros.media.source import open_source

    with open_source(video) as source:
        yield from (frame.image for frame in tqdm(source, total=source.frame_count, unit='frame', delay=0.5))


def _sequences(folder: Path, bundle: Bundle, mode: str, options: EngineOptions) -> list[Sequence]:
    """All that is wrong with them is said before the video is followed."""
    from vl_tracker_ros.evaluation.contenders import BundleContender
    from vl_tracker_ros.evaluation.datasets import load_dataset
    from vl_tracker_ros.evaluation.evaluate import check_start
    from vl_tracker_ros.tracking import create_tracker

    sequences = load_dataset('folders', folder)
    check_start(BundleContender(create_tracker(bundle, options)), mode, sequences)
    return sequences


def _report(bundle: Bundle, sequences: list[Sequence], mode: str, options: EngineOptions) -> None:
    """Print the comparison, and write it into bundle.yaml: metrics: int8."""
    from dataclasses import asdict

    from tqdm import tqdm

    from vl_tracker_ros.bundle import rewrite_bundle
    from vl_tracker_ros.evaluation.quantised import compare_precisions

    comparison = compare_precisions(bundle, tqdm(sequences, unit='sequence', delay=0.5), mode, options)
    figures = {name: round(value, 4) for name, value in asdict(comparison).items()}
    rewrite_bundle(bundle, bundle.path, metrics={**bundle.metrics, 'int8': {'mode': mode, **figures}})
    print(f'int8 on {len(sequences)} sequences, mode {mode}: {comparison}')


COMMAND = Command('quantize', 'give a bundle an int8 network (lab half)', add_arguments, run)

"""The arguments that say what runs a bundle: the same for every command that does."""
from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from vl_tracker_ros.cli.arguments import count

if TYPE_CHECKING:
    from vl_tracker_ros.engines import EngineOptions


def add_engine_arguments(parser: argparse.ArgumentParser, threads: int | None = None) -> None:
    """--runtime, --device, --precision and --threads, whose default is `threads`; None: the runtime chooses."""
    parser.add_argument('--runtime', default='auto', metavar='NAME',
                        help='auto, onnxruntime, onnxruntime-tensorrt, tensorrt, openvino or torch; '
                             '`vl-tracker doctor` tells which are usable here (default: %(default)s)')
    parser.add_argument('--device', default='auto', metavar='NAME',
                        help='auto, cpu, cuda[:N] or dla[:N] (default: auto)')
    parser.add_argument('--precision', default='fp32', metavar='NAME',
                        help='of the tracker network: fp32, fp16, bf16 or int8 (default: %(default)s)')
    parser.add_argument('--threads', type=count, default=threads, metavar='N',
                        help=f'CPU threads (default: {threads or "the runtime chooses"})')


def engine_options(args: argparse.Namespace) -> EngineOptions:
    """Raises EngineError for a device or precision that there is not."""
    from vl_tracker_ros.engines import EngineOptions

    return EngineOptions(args.runtime, args.device, args.precision, args.threads)

"""`vl-tracker build`: build the TensorRT plans of a bundle now, so that no start has to wait for them."""
from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from vl_tracker_ros.cli.command import Command

if TYPE_CHECKING:
    from vl_tracker_ros.engines.tensorrt.plans import PlanSource


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('bundle', metavar='BUNDLE', help='name or folder of the bundle')
    parser.add_argument('--precision', default='fp32', metavar='NAME',
                        help='of the tracker network: fp32, fp16 or int8 (default: %(default)s)')
    parser.add_argument('--device', default='cuda', metavar='NAME', help='cuda[:N] or dla[:N] (default: %(default)s)')
    parser.add_argument('--build-only', action='store_true', help='do not load the plans and run them once')
    parser.add_argument('--force', action='store_true', help='build even what is in the cache')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.bundle import load_bundle
    from vl_tracker_ros.engines import EngineError, EngineOptions, network_file
    from vl_tracker_ros.engines.tensorrt.engine import TensorRtEngine, plan_source

    bundle = load_bundle(args.bundle)
    options = EngineOptions('tensorrt', args.device, args.precision)
    networks = {'tracker.onnx': options, 'text.onnx': options.for_text()}
    for name, chosen in networks.items():
        if name not in bundle.files:
            continue
        file = network_file(bundle, name, chosen.precision)
        source = plan_source(bundle, file, chosen)
        _obtain(source, args.force)
        if not source.cache.path(source.key).exists():
            raise EngineError(f'{source.key}: the plan cannot be kept in {source.cache.folder}')
        if not args.build_only:
            # From the cache, as every start will.
            print(f'{source.key} runs on {TensorRtEngine(bundle, file, chosen).describe()}')
    return 0


def _obtain(source: PlanSource, anew: bool) -> None:
    entry = source.obtain(lambda plan, entry: entry, anew)
    print(f'{source.key}: {entry.plan_bytes / 1e6:.1f} MB, built in {entry.build_s:.0f} s on {entry.built_at}, '
          f'{source.cache.path(source.key)}')


COMMAND = Command('build', 'build the TensorRT plans of a bundle', add_arguments, run)

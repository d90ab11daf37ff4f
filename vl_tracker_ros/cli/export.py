"""`vl-tracker export`: a trained run becomes a bundle; `--check` compares a bundle with its model."""
from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from vl_tracker_ros.cli.command import Command

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from vl_tracker_ros.evaluation.parity import Deviation

FRAMES = 5
DIFFERS = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('config', type=Path, nargs='?', help='a file of config/export/')
    parser.add_argument('--run', type=Path, help='folder of the run: checkpoint.safetensors, tokenizer.json')
    parser.add_argument('--data', type=Path, help='folder with train/, to calibrate the scores on')
    parser.add_argument('--out', type=Path, help='folder of the bundle')
    parser.add_argument('--check', metavar='NAME|DIR',
                        help='instead: run this bundle by torch and by ONNX Runtime, and say how far they differ')
    parser.add_argument('--frames', metavar='FILE|DIR', help='with --check: real images (default: a rendered scene)')


def run(args: argparse.Namespace) -> int:
    return _check(args) if args.check else _export(args)


def _export(args: argparse.Namespace) -> int:
    from vl_tracker_ros.training.config import ConfigError
    from vl_tracker_ros.training.release import release

    if None in (args.config, args.run, args.data, args.out):
        raise ConfigError('say what to export, CONFIG --run --data --out, or what to check, --check')
    bundle = release(args.config, args.run, args.data, args.out)
    print(f'{bundle.path}: {bundle.metrics}')
    return 0


def _check(args: argparse.Namespace) -> int:
    from vl_tracker_ros.bundle import load_bundle
    from vl_tracker_ros.evaluation.parity import parity

    deviations = parity(load_bundle(args.check), _images(args.frames))
    print(_table(deviations))
    return 0 if all(deviation.passes for deviation in deviations) else DIFFERS


def _images(frames: str | None) -> Iterator[np.ndarray]:
    if frames is None:
        from vl_tracker_ros.media.scene import Scene, SceneObject

        scene = Scene(1, FRAMES, (320, 240), [SceneObject('car', 'red'), SceneObject('ball', 'blue')], [])
        yield from (frame.image for frame in scene)
        return
    from vl_tracker_ros.media.source import open_source

    with open_source(frames) as source:
        yield from (frame.image for frame in islice(source, FRAMES))


def _table(deviations: list[Deviation]) -> str:
    from vl_tracker_ros.export import PARITY

    lines = [f'{"network":<14}{"inputs":<14}{"output":<20}max |torch - onnxruntime|, at most {PARITY:g}']
    lines += [f'{d.file:<14}{d.inputs:<14}{d.output:<20}{d.worst:.2g}{"" if d.passes else "  differs"}'
              for d in deviations]
    return '\n'.join(lines)


COMMAND = Command('export', 'make or check a bundle (needs the lab half)', add_arguments, run)

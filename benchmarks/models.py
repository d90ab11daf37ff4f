"""Size, work, export and speed of the trackers, with random weights.

    python benchmarks/models.py [--models cost_base mvlm_base ...] [--json FILE]

Without --models all `_tiny` ones. Prints a Markdown table, and a row to stderr as soon as it is known:

GFLOPs    of one frame of the tracker, 2 for each multiplication and addition together; the text encoder apart
ONNX      megabytes of tracker.onnx and text.onnx
parity    largest absolute difference between torch and onnxruntime, over all outputs of both networks
p50, p95  milliseconds of one frame through onnxruntime
ratio     p50 over that of a fixed network whose runs alternate with the model's: says more than the
          milliseconds of a machine that others use too

A base model takes minutes, 4 GB of memory and 1 GB of disk.
"""
from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from vl_tracker_ros.bench.flops import count_flops
from vl_tracker_ros.export import export_model, export_network, frame_inputs, text_inputs
from vl_tracker_ros.models import create_model, list_models
from vl_tracker_ros.models.base import TrackerModel

Arrays = dict[str, np.ndarray]
PUBLISHED = {
    'all_in_one_base': '179.7 M, 45.4 GFLOPs (released code)',
    'all_in_one_released': '179.7 M, 45.4 GFLOPs (released code)',
    'cost_base': '146.5 M',
    'mvlm_base': '54.5 GFLOPs (released code)',
}


@dataclass(frozen=True)
class Row:
    """What the table shows of one model; parameters in millions, sizes in megabytes."""

    model: str
    parameters: float
    tracker_parameters: float
    gflops: float
    published: str
    tracker_mb: float
    text_mb: float
    export_s: float
    parity: float
    p50_ms: float
    p95_ms: float
    ratio: float


HEADER = ('| model | parameters, M (tracker) | GFLOPs | published | ONNX, MB (text) | export, s | parity | p50, ms '
          '| p95, ms | ratio |')


def formatted(row: Row) -> str:
    """The row of the Markdown table."""
    cells = (f'`{row.model}`', f'{row.parameters:.1f} ({row.tracker_parameters:.1f})', f'{row.gflops:.2f}',
             row.published or '-', f'{row.tracker_mb:.0f} ({row.text_mb:.0f})', f'{row.export_s:.0f}',
             f'{row.parity:.1e}', f'{row.p50_ms:.1f}', f'{row.p95_ms:.1f}', f'{row.ratio:.2f}')
    return f'| {" | ".join(cells)} |'


def reference_network() -> nn.Module:
    """1.4 GFLOPs of 3x3 convolutions, which no change of a tracker changes."""
    torch.manual_seed(0)
    layers = [nn.Conv2d(3, 64, 3, 4, 1), *(nn.Conv2d(64, 64, 3, padding=1) for _ in range(6))]
    return nn.Sequential(*(part for layer in layers for part in (layer, nn.ReLU())))


def reference_inputs() -> dict[str, Tensor]:
    return {'image': torch.randn(1, 3, 224, 224, generator=torch.Generator().manual_seed(0))}


def millions(module: nn.Module) -> float:
    return sum(p.numel() for p in module.parameters()) / 1e6


def megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6 if path.exists() else 0.0


def as_arrays(inputs: dict[str, Tensor]) -> Arrays:
    return {name: value.numpy() for name, value in inputs.items()}


def open_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=['CPUExecutionProvider'])


@torch.no_grad()
def difference(module: nn.Module, inputs: dict[str, Tensor], path: Path, threads: int) -> float:
    """Largest absolute difference between the module and the network in the file."""
    expected = module(*inputs.values())
    expected = expected if isinstance(expected, tuple) else (expected,)
    found = open_session(path, threads).run(None, as_arrays(inputs))
    return max(float(np.abs(a - b.numpy()).max()) for a, b in zip(found, expected, strict=True))


def parity(model: TrackerModel, folder: Path, threads: int) -> float:
    worst = difference(model.tracker, frame_inputs(model.spec), folder / 'tracker.onnx', threads)
    if model.text is None:
        return worst
    return max(worst, difference(model.text, text_inputs(model.spec), folder / 'text.onnx', threads))


def alternating_ms(paths: Sequence[Path], inputs: Sequence[Arrays], threads: int, runs: int) -> np.ndarray:
    """Milliseconds (runs, networks) of networks that take turns, after three rounds that are not counted."""
    sessions, times = [open_session(path, threads) for path in paths], np.zeros((runs + 3, len(paths)))
    for round_ in times:
        for i, (session, values) in enumerate(zip(sessions, inputs)):
            start = time.perf_counter()
            session.run(None, values)
            round_[i] = 1e3 * (time.perf_counter() - start)
    return times[3:]


def measure(name: str, folder: Path, reference: Path, threads: int, runs: int) -> Row:
    torch.manual_seed(0)
    model = create_model(name).eval()
    start = time.perf_counter()
    export_model(model, folder)
    export_s = time.perf_counter() - start
    frame, worst = as_arrays(frame_inputs(model.spec)), parity(model, folder, threads)
    gflops = count_flops(folder / 'tracker.onnx') / 1e9
    sizes = millions(model), millions(model.tracker)
    del model                                                       # before a second copy of its weights is loaded
    times = alternating_ms([folder / 'tracker.onnx', reference], [frame, as_arrays(reference_inputs())], threads, runs)
    (p50, base), p95 = np.percentile(times, 50, axis=0), np.percentile(times[:, 0], 95)
    return Row(name, *sizes, gflops, PUBLISHED.get(name, ''), megabytes(folder / 'tracker.onnx'),
               megabytes(folder / 'text.onnx'), export_s, worst, float(p50), float(p95), float(p50 / base))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--models', nargs='+', default=[name for name in list_models() if name.endswith('_tiny')])
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--runs', type=int, default=50)
    parser.add_argument('--json', type=Path, help='write the rows here too')
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    rows = []
    with TemporaryDirectory() as scratch:
        reference = Path(scratch) / 'reference.onnx'
        export_network(reference_network(), reference_inputs(), ['features'], reference)
        for name in args.models:
            with TemporaryDirectory(dir=scratch) as folder:
                rows.append(measure(name, Path(folder), reference, args.threads, args.runs))
            print(formatted(rows[-1]), file=sys.stderr, flush=True)
    print(HEADER, '|' + '--|' * 10, *map(formatted, rows), sep='\n')
    if args.json:
        args.json.write_text(json.dumps([asdict(row) for row in rows], indent=1) + '\n')


if __name__ == '__main__':
    main()

"""Views of a search in one batch of the network, beside one run for each, on the CPU.

    python benchmarks/batch.py [--bundles mvlm_tiny ...] [--views 8]

The networks of bundles take one view at a time. Prints the time of a batch as a ratio to that of as many runs, which
take turns with it, at one and at two threads.
"""
from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from models import Arrays, as_arrays, open_session
from speed import milliseconds

from vl_tracker_ros.bundle import Bundle, list_bundles, load_bundle
from vl_tracker_ros.export import export_network, frame_inputs
from vl_tracker_ros.models.exported import build_network, read_graph
from vl_tracker_ros.table import aligned

THREADS = (1, 2)
TURNS, FIRST = 25, 5  # the first are warm-up


def export_batch(bundle: Bundle, views: int, path: Path) -> Arrays:
    """Write the bundle's network for so many views at once; returns inputs for it, those of one view repeated."""
    network = build_network(bundle, 'tracker.onnx', read_graph(bundle.file('tracker.onnx')))
    one = frame_inputs(bundle.network)
    inputs = {name: value.repeat(views, *[1] * (value.dim() - 1)) for name, value in one.items()}
    export_network(network, inputs, bundle.network.outputs, path)
    return as_arrays(inputs)


def ratio(bundle: Bundle, batch: Path, inputs: Arrays, threads: int) -> float:
    """Median time of a batch, in parts of that of one run for each of its views.

    Those come in a row, as in a search: the threads of a session that ran last still spin while the next one begins.
    """
    one, all_at_once = (partial(open_session(path, threads).run, None, values) for path, values in (
        (bundle.file('tracker.onnx'), as_arrays(frame_inputs(bundle.network))), (batch, inputs)))
    times = [(sum(milliseconds(one) for _ in inputs['search']), milliseconds(all_at_once)) for _ in range(TURNS)]
    one_by_one_ms, at_once_ms = np.median(times[FIRST:], axis=0)
    return float(at_once_ms / one_by_one_ms)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--bundles', nargs='+', default=list(list_bundles()))
    parser.add_argument('--views', type=int, default=8)
    args = parser.parse_args()
    rows = [['bundle', *(f'{threads} threads' for threads in THREADS)]]
    with TemporaryDirectory() as folder:
        for name in args.bundles:
            bundle, path = load_bundle(name), Path(folder) / 'batch.onnx'
            inputs = export_batch(bundle, args.views, path)
            rows.append([name, *(f'{ratio(bundle, path, inputs, threads):.2f}' for threads in THREADS)])
    print(aligned(rows))


if __name__ == '__main__':
    main()

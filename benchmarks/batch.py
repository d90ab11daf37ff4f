"""Views of a search in one batch of the network, beside one run for each, on the CPU.

    python benchmarks/batch.py [--bundles mvlm_tiny ...] [--views 8]

The networks of bundles take one view at a time. Prints the time of a batch as a ratio to that of as many runs, which
take turns with it, at one and at two threads.
"""
from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from vl_tracker_ros.bundle import Bundle, list_bundles, load_bundle
from vl_tracker_ros.export import export_network, frame_inputs
from vl_tracker_ros.models.exported import build_network, read_graph
from vl_tracker_ros.table import aligned

Inputs = dict[str, NDArray[np.float32]]
THREADS = (1, 2)
TURNS, FIRST = 25, 5  # the first are warm-up


def export_batch(bundle: Bundle, views: int, path: Path) -> Inputs:
    """Write the bundle's network for so many views at once; returns inputs for it, those of one view repeated."""
    network = build_network(bundle, 'tracker.onnx', read_graph(bundle.file('tracker.onnx')))
    one = frame_inputs(bundle.network)
    inputs = {name: value.repeat(views, *[1] * (value.dim() - 1)) for name, value in one.items()}
    export_network(network, inputs, bundle.network.outputs, path)
    return {name: value.numpy() for name, value in inputs.items()}


def open_network(path: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=['CPUExecutionProvider'])


def ratio(bundle: Bundle, batch: Path, inputs: Inputs, threads: int) -> float:
    """Median time of a batch, in parts of that of one run for each of its views."""
    single, several = open_network(bundle.file('tracker.onnx'), threads), open_network(batch, threads)
    views = [{name: value[index:index + 1] for name, value in inputs.items()} for index in range(len(inputs['search']))]
    times = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        for view in views:
            single.run(None, view)
        between = time.perf_counter()
        several.run(None, inputs)
        times.append((between - begun, time.perf_counter() - between))
    one_by_one, at_once = np.median(times[FIRST:], axis=0)
    return float(at_once / one_by_one)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--bundles', nargs='+', default=list(list_bundles()))
    parser.add_argument('--views', type=int, default=8)
    args = parser.parse_args()
    rows = [['bundle', *(f'{threads} threads' for threads in THREADS)]]
    with tempfile.TemporaryDirectory() as folder:
        for name in args.bundles:
            bundle, path = load_bundle(list_bundles()[name]), Path(folder) / f'{name}.onnx'
            inputs = export_batch(bundle, args.views, path)
            rows.append([name, *(f'{ratio(bundle, path, inputs, threads):.2f}' for threads in THREADS)])
    print(aligned(rows))


if __name__ == '__main__':
    main()

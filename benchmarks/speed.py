"""Milliseconds a frame of a bundle, beside a fixed network and a tracker of OpenCV's that take turns with it.

    python benchmarks/speed.py --bundle mvlm_tiny --dataset DIR --reference ONNX [--peer opencv:CSRT] [--threads 2]

Each frame of the sequences goes to the bundle (from the first box, else from the sentence), to the fixed network and to
the peer, so that a load which comes and goes hits all three. Prints JSON: medians without each sequence's first frame,
and their ratios. Needs no torch: CSRT wants an environment with OpenCV's contrib package (benchmarks/README.md).
"""
from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from vl_tracker_ros.engines import EngineOptions
from vl_tracker_ros.evaluation.contenders import Contender, ContenderSpec, create_contender
from vl_tracker_ros.evaluation.datasets import load_dataset
from vl_tracker_ros.evaluation.evaluate import FRAME_RATE_HZ
from vl_tracker_ros.evaluation.sequences import Image, Sequence

Times = list[tuple[float, ...]]


def fixed_network(path: Path, threads: int) -> Callable[[], Any]:
    """A call that runs the network in the file once, on random numbers."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(str(path), options, providers=['CPUExecutionProvider'])
    rng = np.random.default_rng(0)
    inputs = {i.name: rng.standard_normal(i.shape, dtype=np.float32) for i in session.get_inputs()}
    return lambda: session.run(None, inputs)


def milliseconds(call: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    call()
    return 1e3 * (time.perf_counter() - begun)


def start(contender: Contender, sequence: Sequence, image: Image) -> None:
    if 'box' in contender.modes:
        contender.start(image, None, sequence.boxes_xywh_px[0], 0.0)
    else:
        contender.start(image, sequence.sentence, None, 0.0)


def take_turns(contenders: list[Contender], network: Callable[[], Any], sequence: Sequence, frames: int) -> Times:
    """Milliseconds of each contender, and of the network, for every frame after the first."""
    images = islice(sequence.frames(), frames)
    first = next(images)
    for contender in contenders:
        start(contender, sequence, first)
    return [(*(milliseconds(lambda: c.update(image, index / FRAME_RATE_HZ)) for c in contenders),
             milliseconds(network)) for index, image in enumerate(images, start=1)]


def figures(times: Times, peer: str) -> dict[str, Any]:
    bundle_ms, peer_ms, network_ms = np.median(np.array(times), axis=0)
    return {'ms': bundle_ms, 'fixed_network_ms': network_ms, 'peer': peer, 'peer_ms': peer_ms,
            'to_fixed_network': bundle_ms / network_ms, 'to_peer': bundle_ms / peer_ms, 'frames': len(times)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--bundle', required=True)
    parser.add_argument('--dataset', type=Path, required=True, help='a folder of sequences')
    parser.add_argument('--reference', type=Path, required=True, help='the fixed network')
    parser.add_argument('--peer', default='opencv:CSRT')
    parser.add_argument('--threads', type=int, default=2)
    parser.add_argument('--every', type=int, default=5, help='take every N-th sequence')
    parser.add_argument('--frames', type=int, default=40, help='of each sequence')
    args = parser.parse_args()
    options = EngineOptions(threads=args.threads)
    contenders = [create_contender(ContenderSpec(name, options)) for name in (args.bundle, args.peer)]
    network = fixed_network(args.reference, args.threads)
    sequences = load_dataset('folders', args.dataset)[::args.every]
    times = [row for s in sequences for row in take_turns(contenders, network, s, args.frames)]
    print(json.dumps(figures(times, args.peer)))


if __name__ == '__main__':
    main()

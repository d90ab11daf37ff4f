"""What a frame costs beside its network: crop, normalise, decode, confidence, camera motion; and its memory.

    python benchmarks/hot_path.py [--bundle mvlm_tiny] [--rounds 300] [--json FILE]

On one core, at 1280x720, with the answers that the bundle gives on a rendered scene. All steps take turns with a fixed
piece of work, one cv2.resize of the image to 224x224, so that a load which comes and goes hits all of them; the ratio
of the medians is what can be compared between machines and days. Prints Markdown.

The memory is that of one Tracker.update without the run of its engine, line by line of this package, as tracemalloc
sees it (numpy and OpenCV tell it of their arrays): a line's figure is how far it raises the memory in use, so no array
that it makes is larger.
"""
from __future__ import annotations

import argparse
import json
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from types import FrameType
from typing import Any

import cv2
import numpy as np
from models_page import table
from speed import milliseconds

import vl_tracker_ros
from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.engines import Engine, EngineOptions, create_engine
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.engines.wrapped import WrappedEngine
from vl_tracker_ros.geometry import Canvas, Image, View, clip_box_xywh_px, crop_view, global_view
from vl_tracker_ros.media.scene import Scene, SceneObject
from vl_tracker_ros.tracking import SearchMode, Tracker
from vl_tracker_ros.tracking.camera_motion import BackgroundMotion
from vl_tracker_ros.tracking.confidence import MarginConfidence
from vl_tracker_ros.tracking.gate import CandidateGate
from vl_tracker_ros.tracking.preprocess import Normaliser

PACKAGE = str(Path(vl_tracker_ros.__file__).parent)
SIZE = 1280, 720
REFERENCE = 'reference: cv2.resize to 224x224'
PREPARED = ('crop, inside the image', 'crop, over its border')
COUNTED = ('normalise', 'decode')
UPDATE = 'Tracker.update without its engine'
NETWORK, MOTION = 'the network', 'camera motion'
CAMERA_MOVES_PX = 12
BOXES_XYWH_PX = {PREPARED[0]: (560, 280, 150, 150), PREPARED[1]: (1000, 40, 220, 180), 'the whole image': None}
Steps = dict[str, Callable[[], float]]


class EngineApart(WrappedEngine):
    """An engine whose last answer is kept, and whose time and memory are told apart from those around it."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.outputs: Arrays = {}
        self.ms = 0.0
        self.when_done: Callable[[], None] = lambda: None

    def run(self, feeds: Arrays) -> Arrays:
        begun = time.perf_counter()
        self.outputs = super().run(feeds)
        self.ms = 1e3 * (time.perf_counter() - begun)
        self.when_done()
        return self.outputs


class LineMemory:
    """While it is entered: by 'file:line' of the package, the most bytes by which the line raised the memory in use;
    `total` is the sum over all lines, as often as they were run."""

    def __init__(self) -> None:
        self.bytes: Counter[str] = Counter()
        self.total = 0
        self._line, self._before = '', 0

    def __enter__(self) -> LineMemory:
        tracemalloc.start()
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        tracemalloc.stop()

    def skip(self) -> None:
        """Count nothing of what was done since the present line began."""
        tracemalloc.reset_peak()
        self._before = tracemalloc.get_traced_memory()[0]

    def _trace(self, frame: FrameType, event: str, _: Any) -> Callable[..., Any] | None:
        if not frame.f_code.co_filename.startswith(PACKAGE):
            return None
        raised = tracemalloc.get_traced_memory()[1] - self._before
        self.bytes[self._line] = max(self.bytes[self._line], raised)
        self.total += raised
        at = frame.f_back if event == 'return' else frame
        self._line = f'{Path(at.f_code.co_filename).name}:{at.f_lineno}'
        self.skip()
        return self._trace


def tracked(bundle: Bundle, frames: int = 4) -> tuple[Tracker, EngineApart, Image]:
    """A tracker that has followed a red ball for some frames, and the image for the next."""
    scene = Scene(1, frames, SIZE, [SceneObject('ball', 'red'), SceneObject('box', 'blue')], [])
    engine = EngineApart(create_engine(bundle, 'tracker.onnx', EngineOptions('onnxruntime', threads=1)))
    tracker = Tracker(bundle, engine, None)
    tracker.start(scene.render(0).image, box=scene.render(0).truth['red ball'])
    for index in range(1, frames):
        tracker.update(scene.render(index).image)
    return tracker, engine, scene.render(frames - 1).image


def steps(bundle: Bundle, tracker: Tracker, engine: EngineApart, image: Image) -> Steps:
    """Calls that do one step and return its milliseconds."""
    size, canvas = bundle.network.search_size, Canvas()
    pixels, view = crop_view(image, BOXES_XYWH_PX[PREPARED[0]], bundle.crop.search_factor, size)  # not the canvas's
    normaliser, planes = Normaliser(bundle.network.mean, bundle.network.std), np.empty((3, size, size), np.float32)
    confidence, choice = MarginConfidence(**bundle.confidence), CandidateGate(bundle.gate['tau'])
    boxes, scores, correlation = (engine.outputs[name][0] for name in ('boxes', 'scores', 'correlation'))
    found = confidence.evaluate(boxes, scores, correlation, SearchMode.LOCAL)

    def crop(name: str) -> tuple[Image, View]:
        if box := BOXES_XYWH_PX[name]:
            return crop_view(image, box, bundle.crop.search_factor, size, canvas)
        return global_view(image, size, canvas)

    def decode() -> None:
        index, _ = choice.select(found.kappa_mvlm, found.class_scores)
        clip_box_xywh_px(view.to_image(boxes[index]), image.shape)

    camera = BackgroundMotion()
    pair = cycle((image, np.roll(image, CAMERA_MOVES_PX, axis=1)))

    work: dict[str, Callable[[], Any]] = {
        REFERENCE: lambda: cv2.resize(image, (224, 224)),
        **{name: lambda name=name: crop(name) for name in BOXES_XYWH_PX},
        'normalise': lambda: normaliser.write(pixels, planes), 'decode': decode,
        'confidence': lambda: confidence.evaluate(boxes, scores, correlation, SearchMode.LOCAL),
        MOTION: lambda: camera.carry(next(pair), np.array(BOXES_XYWH_PX[PREPARED[0]]))}
    timed = {name: lambda call=call: milliseconds(call) for name, call in work.items()}
    return {**timed, UPDATE: lambda: milliseconds(lambda: tracker.update(image)) - engine.ms,
            NETWORK: lambda: engine.ms}     # of that update


def take_turns(steps: Steps, rounds: int) -> dict[str, dict[str, float]]:
    """Of each step the median, the 95th percentile and the least milliseconds, and its median as a ratio to the
    reference's; the first tenth of the rounds is not counted."""
    times = np.array([[step() for step in steps.values()] for _ in range(rounds)])[rounds // 10:]
    median, p95 = np.percentile(times, (50, 95), axis=0)
    fixed = median[list(steps).index(REFERENCE)]
    return {name: {'median_ms': float(m), 'p95_ms': float(p), 'least_ms': float(low), 'ratio': float(m / fixed)}
            for name, m, p, low in zip(steps, median, p95, times.min(axis=0))}


def memory(tracker: Tracker, engine: EngineApart, image: Image) -> LineMemory:
    """That of one update."""
    with LineMemory() as lines:
        engine.when_done = lines.skip
        tracker.update(image)
    engine.when_done = lambda: None
    return lines


def as_markdown(figures: dict[str, dict[str, float]], lines: LineMemory) -> str:
    sums = {f'{name}, normalise, decode': {key: sum(figures[part][key] for part in (name, *COUNTED))
                                           for key in ('median_ms', 'p95_ms', 'least_ms', 'ratio')}
            for name in PREPARED}
    rows = [(name, *(f'{value[key]:.3f}' for key in ('median_ms', 'p95_ms', 'least_ms')), f'{value["ratio"]:.2f}')
            for name, value in {**figures, **sums}.items()]
    (line, largest), = lines.bytes.most_common(1)
    motion = figures[MOTION]['median_ms'] / figures[NETWORK]['median_ms']
    return (f'{table(("step", "median, ms", "p95, ms", "least, ms", "median / reference"), rows)}\n\n'
            f'Memory of one update without its engine: {lines.total / 1e3:.0f} kB in all, '
            f'{largest / 1e3:.0f} kB at most by one line ({line}).\n'
            f'Camera motion takes {motion:.2f} of the time of the network.')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--bundle', default='mvlm_tiny')
    parser.add_argument('--rounds', type=int, default=300)
    parser.add_argument('--json', type=Path, help='write the figures here too')
    args = parser.parse_args()
    cv2.setNumThreads(1)
    bundle = load_bundle(args.bundle)
    tracker, engine, image = tracked(bundle)
    figures, lines = take_turns(steps(bundle, tracker, engine, image), args.rounds), memory(tracker, engine, image)
    print(as_markdown(figures, lines))
    if args.json:
        args.json.write_text(json.dumps({'steps': figures, 'bytes': dict(lines.bytes.most_common())}, indent=1) + '\n')


if __name__ == '__main__':
    main()

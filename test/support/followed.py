"""What goes through the network of a bundle while it follows something."""
from __future__ import annotations

import numpy as np
from support.one_thread import ONE_THREAD

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import Engine, create_engine
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.evaluation.metrics import overlaps
from vl_tracker_ros.language.text_encoder import TextEncoder
from vl_tracker_ros.media.scene import Scene
from vl_tracker_ros.tracking import Tracker

FRAMES = 6


class Recording:
    """An engine that remembers what went in and came out."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.runs = engine, list[tuple[Arrays, Arrays]]()
        self.input_names, self.output_names, self.describe = engine.input_names, engine.output_names, engine.describe

    def run(self, feeds: Arrays) -> Arrays:
        outputs = self._engine.run(feeds)
        self.runs.append(({name: array.copy() for name, array in feeds.items()}, outputs))
        return outputs


def followed(bundle: Bundle) -> list[tuple[Arrays, Arrays]]:
    """Inputs and outputs of tracker.onnx, by onnxruntime, while it follows a ball for FRAMES images after the first."""
    scene = Scene(2, FRAMES + 1)
    engine = Recording(create_engine(bundle, 'tracker.onnx', ONE_THREAD))
    tracker = Tracker(bundle, engine, TextEncoder(bundle, ONE_THREAD) if bundle.takes_words else None)
    ball = scene.objects[0]
    for index, image, truth in scene:
        if index == 0:
            tracker.start(image, ball.sentence if bundle.takes_words else None, truth[ball.name])
        else:
            tracker.update(image)
    return engine.runs


def box_overlaps(found: Arrays, expected: Arrays) -> np.ndarray:
    """IoU of each box of the one with that of the other, (N,)."""
    return overlaps(*(_corners(outputs['boxes'][0]) for outputs in (found, expected)))


def _corners(boxes: np.ndarray) -> np.ndarray:
    """cx,cy,w,h -> x,y,w,h."""
    return np.concatenate([boxes[:, :2] - boxes[:, 2:] / 2, boxes[:, 2:]], axis=1).astype(float)

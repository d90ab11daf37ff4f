"""What is evaluated: a bundle's tracker, or a peer of OpenCV's, behind one small interface."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.engines import EngineOptions, network_file
from vl_tracker_ros.evaluation.answer import Answer
from vl_tracker_ros.evaluation.peers import PREFIX, create_peer
from vl_tracker_ros.geometry import Image
from vl_tracker_ros.tracking import GroundedTracker, Tracker, TrackerOptions, TrackResult, create_tracker

MODES = ('text', 'box', 'both')


class Contender(Protocol):
    """Follows one target after the other.

    modes: those of MODES in which it can be started. runtime names what runs it, with its version, device the kind of
    what it runs on; sha256 is that of the network file that is run on every frame, '' for a peer.
    """

    name: str
    modes: tuple[str, ...]
    runtime: str
    device: str
    sha256: str

    def start(self, image: Image, text: str | None, box_xywh_px: NDArray[np.float64] | None,
              stamp_s: float) -> Answer:
        """Follow what the words describe, the box shows, or both. image: BGR uint8 (H,W,3). Raises TrackerError."""

    def update(self, image: Image, stamp_s: float) -> Answer:
        """The next image of the same target."""


@dataclass(frozen=True)
class ContenderSpec:
    """How a contender is made: `name` is a bundle's name or folder, or opencv:CSRT and the like, whose network files
    are `models`. camera_motion: as for `create_tracker`."""

    name: str
    options: EngineOptions = EngineOptions(threads=1)
    grounder: str | None = None
    models: tuple[Path, ...] = ()
    tracker_options: TrackerOptions = TrackerOptions()


def create_contender(spec: ContenderSpec) -> Contender:
    """Raises BundleError, EngineError, and TrackerError for a peer that there is not."""
    if spec.name.startswith(PREFIX):
        return create_peer(spec.name, spec.models, spec.options.threads or 1)
    tracker = create_tracker(spec.name, spec.options, grounder=spec.grounder, tracker_options=spec.tracker_options)
    return BundleContender(tracker, spec.options.precision)


class BundleContender:
    """The tracker of a bundle, with its grounder if it has one."""

    def __init__(self, tracker: Tracker | GroundedTracker, precision: str = 'fp32') -> None:
        bundle, self._tracker = tracker.bundle, tracker
        grounded = isinstance(tracker, GroundedTracker)
        can = {'text': bundle.starts_from_words or grounded, 'box': bundle.takes_box,
               'both': bundle.takes_words or grounded}
        self.name, self.sha256 = bundle.name, bundle.files[network_file(bundle, 'tracker.onnx', precision)]
        self.modes = tuple(mode for mode in MODES if can[mode])
        self.runtime, device = tracker.engine.describe().split(', ')[:2]
        self.device = device.partition(':')[0]

    def start(self, image: Image, text: str | None, box_xywh_px: NDArray[np.float64] | None,
              stamp_s: float) -> Answer:
        return _answer(self._tracker.start(image, text, box_xywh_px, stamp_s))

    def update(self, image: Image, stamp_s: float) -> Answer:
        return _answer(self._tracker.update(image, stamp_s))


def _answer(result: TrackResult) -> Answer:
    return Answer(result.box_xywh_px, result.score, result.state.name.lower())

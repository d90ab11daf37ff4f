"""The network that all others are compared with."""
from __future__ import annotations

from dataclasses import dataclass

from vl_tracker_ros.bench.clip import Target
from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineOptions, create_engine
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.engines.wrapped import WrappedEngine
from vl_tracker_ros.geometry import Image
from vl_tracker_ros.language.text_encoder import TextEncoder
from vl_tracker_ros.tracking import Tracker


@dataclass(frozen=True)
class Frame:
    """What the reference's network was given in one frame, and what it answered."""

    feeds: Arrays
    outputs: Arrays


class Reference:
    """A tracker that follows the target: what its network sees are the real crops on which all are compared.

    Raises EngineError, BundleError, and TrackerError for a target that the bundle cannot follow.
    """

    def __init__(self, bundle: Bundle, options: EngineOptions, image: Image, target: Target) -> None:
        self._engine = _Recorder(create_engine(bundle, 'tracker.onnx', options))
        text_encoder = TextEncoder(bundle, options) if bundle.takes_words else None
        self._tracker = Tracker(bundle, self._engine, text_encoder)
        self._tracker.start(image, *target.request(bundle), 0.0)

    def look(self, image: Image, stamp_s: float) -> Frame:
        self._tracker.update(image, stamp_s)
        return self._engine.last


class _Recorder(WrappedEngine):
    """An engine that keeps the last feeds, which the tracker goes on to overwrite, and outputs."""

    last: Frame

    def run(self, feeds: Arrays) -> Arrays:
        kept = {name: values.copy() for name, values in feeds.items()}
        outputs = super().run(feeds)
        self.last = Frame(kept, {name: values.copy() for name, values in outputs.items()})
        return outputs

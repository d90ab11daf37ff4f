"""Who finds a target by its words in the whole image, for trackers that need a first box."""

from __future__ import annotations

from typing import Protocol

from vl_tracker_ros.bundle import BundleError
from vl_tracker_ros.geometry import Image
from vl_tracker_ros.tracking.tracker import Tracker
from vl_tracker_ros.tracking.types import TargetState, TrackResult


class Grounder(Protocol):
    """Searches image after image for what words describe, until it is sure enough to give a box."""

    name: str

    def begin(self, text: str) -> None:
        """A new search, for what `text` describes."""

    def search(self, image: Image, stamp_s: float | None) -> TrackResult:
        """Look at one image: SEARCHING, and TRACKING with a box once the target is found."""

    def end(self) -> None:
        """Forget the search."""

    def warm_up(self) -> None:
        """Run once, so that the first search is as quick as the others."""


class LanguageGrounder:
    """A tracker that starts from words, used for its search alone: its own gate and state say what is a find."""

    def __init__(self, tracker: Tracker) -> None:
        """Raises BundleError for a tracker that needs a box itself."""
        if not tracker.bundle.starts_from_words:
            raise BundleError(f'{tracker.bundle.name} is no grounder: it cannot start from words alone')
        self._tracker = tracker
        self.name = tracker.bundle.name

    def begin(self, text: str) -> None:
        self._tracker.stop()
        self._text = text

    def search(self, image: Image, stamp_s: float | None) -> TrackResult:
        if self._tracker.state is TargetState.IDLE:
            return self._tracker.start(image, text=self._text, stamp_s=stamp_s)
        return self._tracker.update(image, stamp_s)

    def end(self) -> None:
        self._tracker.stop()

    def warm_up(self) -> None:
        self._tracker.warm_up()

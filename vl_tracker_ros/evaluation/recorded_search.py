"""The search of a grounder beside its tracker once more: at the pace that it had in the recording."""
from __future__ import annotations

from vl_tracker_ros.evaluation.recording import Said
from vl_tracker_ros.geometry import Image
from vl_tracker_ros.tracking import TargetState, TrackResult
from vl_tracker_ros.tracking.grounder import Grounder
from vl_tracker_ros.tracking.search import Sighting


class RecordedSearch:
    """The grounder looks at the images that it took in the node, and its find counts from the image on at which the
    node had it. `said`, to be set before each image, tells both."""

    said: Said

    def __init__(self, grounder: Grounder) -> None:
        self._grounder = grounder
        self.name, self.end, self.warm_up = grounder.name, grounder.end, grounder.warm_up

    def begin(self, text: str) -> None:
        self._grounder.begin(text)
        self._sighting: Sighting | None = None

    def look(self, image: Image, stamp_s: float | None) -> Sighting:
        if self.said.source != 'grounder' and self._sighting is not None:
            return self._sighting
        if self.said.looked_at:
            self._sighting = Sighting(self._grounder.search(image, stamp_s), image)
        return Sighting(TrackResult(TargetState.SEARCHING), image)

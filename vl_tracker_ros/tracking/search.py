"""How a grounder looks for a target: in turn with its caller, or beside it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple, Protocol

import numpy as np

from vl_tracker_ros.geometry import Image
from vl_tracker_ros.tracking.grounder import Grounder
from vl_tracker_ros.tracking.types import TargetState, TrackResult


class Sighting(NamedTuple):
    """What a grounder said, and the image that it is about."""

    result: TrackResult
    image: Image


class Search(Protocol):
    """A grounder in use; `name` is the grounder's."""

    name: str

    def begin(self, text: str) -> None:
        """A new search, for what `text` describes; what an earlier one finds does not count any more."""

    def look(self, image: Image, stamp_s: float | None) -> Sighting:
        """Take the next image, and say what is known: a box once the target is found."""

    def end(self) -> None:
        """Forget the search."""

    def warm_up(self) -> None:
        """Run the grounder once."""


class SearchInTurn:
    """The grounder looks at every image while its caller waits: the same images give the same results."""

    def __init__(self, grounder: Grounder) -> None:
        self._grounder = grounder
        self.name, self.begin, self.end, self.warm_up = grounder.name, grounder.begin, grounder.end, grounder.warm_up

    def look(self, image: Image, stamp_s: float | None) -> Sighting:
        return Sighting(self._grounder.search(image, stamp_s), image)


class SearchBeside:
    """The grounder looks on a thread of its own, at the newest image whenever it is free; its caller never waits.

    Until it finds the target every image is answered by SEARCHING: with the time that it took (`grounder`) if it
    has looked in vain since the last one, and with the whole image as search region if it looks at this one now. What
    it finds is in an image that is older than the present one. What it raises, `look` raises with the first image after
    that.
    """

    def __init__(self, grounder: Grounder) -> None:
        self._grounder = grounder
        self.name = grounder.name
        self._thread = ThreadPoolExecutor(1, thread_name_prefix='grounder')
        self._work: Future[Sighting] | None = None
        self._words: str | None = None      # of a search that the grounder has not been told of yet

    def begin(self, text: str) -> None:
        self._words = text

    def look(self, image: Image, stamp_s: float | None) -> Sighting:
        timings_ms, region = {}, None
        if (answer := self._answer()) is not None:
            if answer.result.box_xywh_px is not None:
                return answer
            timings_ms = {'grounder': sum(answer.result.timings_ms.values())}
        if self._work is None:
            words, self._words = self._words, None
            kept = image.copy()     # callers may write the next image into theirs
            self._work = self._thread.submit(self._look, words, kept, stamp_s)
            region = np.array([0, 0, image.shape[1], image.shape[0]], np.float64)
        return Sighting(TrackResult(TargetState.SEARCHING, search_region_xywh_px=region, timings_ms=timings_ms), image)

    def end(self) -> None:
        if self._work is None:      # else what it still does is thrown away when the next search begins
            self._grounder.end()

    def warm_up(self) -> None:
        self._grounder.warm_up()

    def _answer(self) -> Sighting | None:
        """What the grounder has said since the last image, unless another search has begun since."""
        if self._work is None or not self._work.done():
            return None
        work, self._work = self._work, None
        return None if self._words is not None else work.result()

    def _look(self, words: str | None, image: Image, stamp_s: float | None) -> Sighting:
        if words is not None:
            self._grounder.begin(words)
        return Sighting(self._grounder.search(image, stamp_s), image)

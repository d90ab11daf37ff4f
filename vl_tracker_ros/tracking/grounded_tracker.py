"""A tracker that needs a box follows words: a grounder finds the box, and finds it again."""

from __future__ import annotations

from dataclasses import replace

from numpy.typing import ArrayLike

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import Engine
from vl_tracker_ros.geometry import Image
from vl_tracker_ros.tracking.request import check_image, check_words
from vl_tracker_ros.tracking.search import Search, Sighting
from vl_tracker_ros.tracking.tracker import Tracker
from vl_tracker_ros.tracking.target_id import TargetId
from vl_tracker_ros.tracking.types import Directive, SearchMode, TargetState, TrackerError, TrackResult


class GroundedTracker:
    """To be used as a Tracker is. One of two looks at an image: the local tracker, or the grounder.

    Words alone start the grounder; where it finds them, the local tracker goes on. When that loses the target,
    or its gate sends the search to the whole image, the target is LOST, the grounder searches, and the local
    tracker waits with its templates. Where the grounder finds something the local tracker looks, and its gate and
    state judge it as a find of their own: it is the target again, or the grounder searches on, or it is another
    object, with an id of its own. Without words there is nothing to search for, and the local tracker is alone.
    Results that the grounder gave say so in `directive.source`, and have no evidence: its confidence is not that of
    the local tracker.

    The local tracker's score is right if its box was. After a find the published score is that score times the
    score of the find: how likely it is that the right thing was found, and is still held.

    What a grounder beside the tracker finds lies in an image of the past. The local tracker starts, or goes on,
    in that one and looks for the target in the present image from there: its box is said, not that of the past.
    """

    def __init__(self, local: Tracker, search: Search) -> None:
        self._local, self._search = local, search
        self.targets = 0
        self.stop()

    @property
    def bundle(self) -> Bundle:
        return self._local.bundle

    @property
    def engine(self) -> Engine:
        return self._local.engine

    @property
    def state(self) -> TargetState:
        first_search = self._searching and self._local.state is TargetState.IDLE
        return TargetState.SEARCHING if first_search else self._local.state

    def start(self, image: Image, text: str | None = None, box: ArrayLike | None = None,
              stamp_s: float | None = None) -> TrackResult:
        """Follow a new target, as Tracker.start; words alone are searched for by the grounder.

        Raises TrackerError; the present target then stays as it is.
        """
        check_image(image)
        check_words(text)
        if text is None or box is not None:
            result = self._local.start(image, self._local_words(text), box, stamp_s)
            self._begin(text, words_alone=False)
            return self._named(result)
        self._local.stop()
        self._begin(text, words_alone=True)
        self._search_for('a new target')
        return self._ground(image, stamp_s)

    def update(self, image: Image, stamp_s: float | None = None) -> TrackResult:
        """Look at the next image; without a target the result says IDLE."""
        check_image(image)
        if self._searching:
            return self._ground(image, stamp_s)
        return self._follow(image, stamp_s)

    def relocalize(self) -> None:
        """Search the whole of the next image; raises TrackerError when there is no target."""
        if self.state is TargetState.IDLE:
            raise TrackerError('nothing to relocalise: no target is followed')
        if self._text is None:
            self._local.relocalize()
        elif not self._searching:
            self._search_for('relocalisation was asked for')

    def stop(self) -> None:
        """Forget the target."""
        self._local.stop()
        self._search.end()
        self._text: str | None = None
        self._words_alone = False
        self._target_id = ''
        self._find_score = 1.0
        self._searching = False

    def warm_up(self) -> None:
        """Run both networks once, before the first target."""
        self._local.warm_up()
        self._search.warm_up()

    def _begin(self, text: str | None, words_alone: bool) -> None:
        self._search.end()
        self._searching = False
        self._text, self._words_alone = text, words_alone
        self._find_score = 1.0          # a box that the user gave is believed
        self.targets += 1
        self._name_object(1)

    def _name_object(self, number: int) -> None:
        self._object = number
        self._target_id = str(TargetId(self.targets, number))

    def _local_words(self, text: str | None) -> str | None:
        return text if self.bundle.takes_words else None

    def _search_for(self, reason: str) -> None:
        """From the next image on the grounder looks, from a fresh start."""
        self._search.begin(self._text)
        self._searching, self._reason = True, reason

    def _ground(self, image: Image, stamp_s: float | None) -> TrackResult:
        lost = self._local.state is not TargetState.IDLE
        if lost:
            self._local.lose()
        sighting = self._search.look(image, stamp_s)
        if sighting.result.box_xywh_px is None:
            return self._said(sighting.result, SearchMode.GLOBAL, f'searches: {self._reason}')
        self._hand_over(sighting)
        if lost or sighting.image is not image:
            return self._follow(image, stamp_s)
        return self._said(sighting.result, SearchMode.LOCAL, 'found it')

    def _follow(self, image: Image, stamp_s: float | None) -> TrackResult:
        result = self._local.update(image, stamp_s)
        result = replace(result, score=result.score * self._find_score)
        if self._words_alone and self._local.sees_another:
            return self._begin_another(result)
        if self._text is not None and (self._local.gone or result.directive.mode is SearchMode.GLOBAL):
            self._search_for(result.directive.reason)
        return self._named(result)

    def _begin_another(self, seen: TrackResult) -> TrackResult:
        """What was remembered of the last object is of no use: the words are searched for as for a new target."""
        self._local.stop()
        self._name_object(self._object + 1)
        self._search_for('another object')
        directive = replace(seen.directive, mode=SearchMode.GLOBAL, reason=self._reason)
        return self._named(replace(seen, state=self.state, box_xywh_px=None, directive=directive, reason=self._why()))

    def _said(self, seen: TrackResult, mode: SearchMode, what: str) -> TrackResult:
        directive = Directive(mode, f'{self._search.name} {what}', source='grounder')
        return self._named(replace(seen, state=self.state, reason=self._why(), evidence=None, candidate_xywh_px=None,
                                   directive=directive))

    def _why(self) -> str:
        return 'not found yet' if self._local.state is TargetState.IDLE else self._local.reason

    def _hand_over(self, sighting: Sighting) -> None:
        box_xywh_px, self._find_score = sighting.result.box_xywh_px, sighting.result.score
        if self._local.state is TargetState.IDLE:
            self._local.start(sighting.image, self._local_words(self._text), box_xywh_px)
        else:
            self._local.resume(box_xywh_px)
        self._search.end()
        self._searching = False

    def _named(self, result: TrackResult) -> TrackResult:
        return replace(result, target_id=self._target_id)

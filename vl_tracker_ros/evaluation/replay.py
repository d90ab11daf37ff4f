"""A recording once more, image by image, without ROS: nothing is dropped, nothing is late, every run is the same.

For which image a command or a directive came in time is no part of these messages, but it is part of what the node
said about each image. The replay goes by that: a command begins at the image at which the node began with it, a
view that someone outside has chosen is taken where the node took it, and a grounder looks and finds where it did.
"""
from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.bundle import Bundle, BundleError
from vl_tracker_ros.engines import EngineOptions
from vl_tracker_ros.evaluation.recorded_search import RecordedSearch
from vl_tracker_ros.evaluation.recording import Recording, Said, Setup
from vl_tracker_ros.geometry import Image
from vl_tracker_ros.language.command import parse_command
from vl_tracker_ros.language.phrases_file import create_decomposer
from vl_tracker_ros.tracking import (
    Directive, Evidence, GroundedTracker, RegionOfInterest, SearchMode, TargetState, Tracker, TrackerOptions,
    TrackResult, create_grounder, create_tracker)
from vl_tracker_ros.tracking.gate import Gate, create_gate

Frame = tuple[float, Image, Said]
SAME_PX = 1e-6      # a box to begin with is recorded by its centre: halves may round
SAME_SCORE = 1e-9


class RecordedGate:
    """The own gate, but for a directive from outside, which `outside` holds while it is not None."""

    def __init__(self, own: Gate) -> None:
        self._own = own
        self.outside: Directive | None = None

    def reset(self, mode: SearchMode) -> None:
        self._own.reset(mode)

    def look(self) -> None:
        self._own.look()

    def hear(self, state: TargetState) -> None:
        self._own.hear(state)

    def decide(self, evidence: Evidence, stamp_s: float) -> Directive:
        own = self._own.decide(evidence, stamp_s)
        return own if self.outside is None else self.outside


class Replayer(NamedTuple):
    """A tracker, and what it is told of the recording: by its gate, its region and, with a grounder, its search."""

    tracker: Tracker | GroundedTracker
    gate: RecordedGate
    region: RegionOfInterest
    search: RecordedSearch | None

    def hear(self, said: Said, after: Said | None) -> None:
        """Take what was said about the image that comes, and about the one after it."""
        self.gate.outside = (Directive(after.search, 'as recorded', 'external', said.find)
                             if after and said.source == 'external' else None)
        self.region.rectangle_xywh_px = said.region_xywh_px
        if self.search:
            self.search.said = said


@dataclass
class Comparison:
    """Numbers of images: `replayed`, `differing` of these, and `left_out`, which cannot be replayed. The largest
    differences of a box and of a score; infinite where only one has a box."""

    replayed: int = 0
    differing: int = 0
    left_out: int = 0
    worst_px: float = 0.0
    worst_score: float = 0.0

    def add(self, said: Said, result: TrackResult) -> None:
        px, score = _difference_px(said.box, result.box_xywh_px), 0.0
        if said.box is not None and result.box_xywh_px is not None:
            score = abs(said.score - result.score)
        self.replayed += 1
        self.differing += px > SAME_PX or score > SAME_SCORE
        self.worst_px, self.worst_score = max(self.worst_px, px), max(self.worst_score, score)


def create_replayer(setup: Setup, bundle: Bundle) -> Replayer:
    """A tracker as the node made it, but for the bundle. Raises BundleError, EngineError, PhrasesError, RegionError."""
    given = setup.parameters
    try:
        gate = RecordedGate(create_gate(bundle.gate))
    except ValueError as error:
        raise BundleError(f'{bundle.path}: {error}') from error
    options = EngineOptions(given['runtime'], given['device'], given['precision'], given['threads'] or None)
    phrases = Path(given['phrases_file']) if given['phrases_file'] else None
    region = RegionOfInterest(Path(given['roi_mask']) if given['roi_mask'] else None)
    ways = {'tracker_options': TrackerOptions(given['camera_motion'], given['small_objects']), 'region': region}
    search = RecordedSearch(create_grounder(given['grounder'], options, **ways)) if given['grounder'] else None
    tracker = create_tracker(bundle, options, gate, None, create_decomposer(phrases), **ways)
    if search:
        tracker = GroundedTracker(tracker, search)
    tracker.warm_up()
    return Replayer(tracker, gate, region, search)


def replay(recording: Recording, replayer: Replayer) -> Comparison:
    """Let the tracker see what the node worked on, and compare what both say.

    Left out are images after one that is missing in the bag, and those at the beginning of a recording that begins in
    the middle, until the next command. Raises DataError for an image that cannot be decoded.
    """
    comparison, tracked = Comparison(), TrackResult(TargetState.IDLE)
    before: Said | None = None
    astray = False
    for (stamp_s, image, said), after in _with_next(recording.frames()):
        is_new = before is None or said.number == 1 or said.command_id != before.command_id
        is_gap = said.number != 1 and (before is None or said.number != before.number + 1)
        astray = said.command_id != '' and (is_gap or astray and not is_new)
        before = said
        if astray:
            comparison.left_out += 1
        elif not said.paused:
            replayer.hear(said, after)
            tracked = _step(replayer.tracker, tracked.directive.mode, stamp_s, image, said, is_new)
            comparison.add(said, tracked)
    return comparison


def _step(tracker: Tracker | GroundedTracker, directed: SearchMode, stamp_s: float, image: Image, said: Said,
          is_new: bool) -> TrackResult:
    """`directed`: the view that the tracker would take."""
    if not said.command_id:
        tracker.stop()
    elif is_new:
        return tracker.start(image, *_target(said), stamp_s)
    elif (said.search, directed) == (SearchMode.GLOBAL, SearchMode.LOCAL):
        tracker.relocalize()        # somebody has asked for it
    return tracker.update(image, stamp_s)


def _target(said: Said) -> tuple[str | None, NDArray[np.float64] | None]:
    """Description and box_xywh_px of what the node began with. With a box it begins without looking: no evidence."""
    description = parse_command(said.command).description if said.command else None
    if said.has_evidence or said.box is None:
        return description, None
    return description, np.array([*(said.box[:2] - said.box[2:] / 2), *said.box[2:]])


def _difference_px(recorded: NDArray[np.float64] | None, box_xywh_px: NDArray[np.float64] | None) -> float:
    if recorded is None or box_xywh_px is None:
        return 0.0 if recorded is box_xywh_px else math.inf
    x, y, w, h = box_xywh_px
    return float(np.abs(recorded - (x + w / 2, y + h / 2, w, h)).max())


def _with_next(frames: Iterator[Frame]) -> Iterator[tuple[Frame, Said | None]]:
    """Each with what was said about the one after it."""
    present = next(frames, None)
    while present is not None:
        following = next(frames, None)
        yield present, following[2] if following else None
        present = following

"""Hands what the user wants from the ROS thread to the thread that runs the tracker."""
from __future__ import annotations

import threading
from typing import NamedTuple

import numpy as np

from vl_tracker_ros.language.command import Command, CommandKind, parse_command
from vl_tracker_ros.nodes.last_command import Kept
from vl_tracker_ros.tracking import GroundedTracker, Tracker, TrackerError, TrackResult


class _Wish(NamedTuple):
    """Words, a box, both; neither means stop."""

    command: Command | None
    box_xywh_px: np.ndarray | None


_STOP = _Wish(None, None)


class Step(NamedTuple):
    """What came of one image."""

    result: TrackResult
    changed: bool           # a new target, or none, from this image on
    refusal: str            # why the tracker did not take what the user wanted; empty when it did


class TargetSession:
    """One tracker and the wish that waits for its next image.

    `command` and `show` may be called from any thread; `process` from one. A newer command replaces the one
    that waits. A box belongs to the command that waits or, without one, to the command of the present target.
    """

    def __init__(self, tracker: Tracker | GroundedTracker) -> None:
        self._tracker = tracker
        self._lock = threading.Lock()
        self._wish: _Wish | None = None
        self._active: Command | None = None

    @property
    def command_text(self) -> str:
        """The command of the present target, as it was said; empty without words."""
        return self._active.text if self._active else ''

    def command(self, text: str) -> Command:
        """Take a sentence for the next image. Raises CommandError; then all stays as it is."""
        command = parse_command(text)
        with self._lock:
            self._wish = _STOP if command.kind is CommandKind.STOP else _Wish(command, None)
        return command

    def show(self, box_xywh_px: np.ndarray) -> None:
        """Take a first box (4,) for the next image."""
        with self._lock:
            command = self._wish.command if self._wish else self._active
            self._wish = _Wish(command, box_xywh_px)

    @property
    def kept(self) -> Kept:
        """What a tracker that takes over from this one has to know."""
        return Kept(self.command_text, self._tracker.targets)

    def resume(self, kept: Kept) -> None:
        """Search for what another process followed. Raises CommandError."""
        self._tracker.targets = kept.targets
        self.command(kept.command)

    def renew(self, tracker: Tracker | GroundedTracker) -> None:
        """Go on with another tracker: it searches for the words of the present target, under a new id.

        A box is forgotten, waiting or followed: it belongs to an image from before.
        """
        tracker.targets = self._tracker.targets
        with self._lock:
            command = self._wish.command if self._wish else self._active
            self._wish = _Wish(command, None) if command else _STOP
        self._tracker = tracker

    def process(self, image: np.ndarray, stamp_s: float) -> Step:
        """Track in one BGR uint8 image (H,W,3); a refused wish leaves the present target as it is.

        What the networks raise is passed on; the wish then waits for the next image.
        """
        with self._lock:
            wish, self._wish = self._wish, None
        try:
            return self._serve(wish, image, stamp_s)
        except Exception:
            with self._lock:
                self._wish = self._wish or wish
            raise

    def _serve(self, wish: _Wish | None, image: np.ndarray, stamp_s: float) -> Step:
        if wish is None:
            return Step(self._tracker.update(image, stamp_s), False, '')
        if wish is _STOP:
            self._tracker.stop()
            self._active = None
            return Step(self._tracker.update(image, stamp_s), True, '')
        return self._start(image, stamp_s, wish)

    def _start(self, image: np.ndarray, stamp_s: float, wish: _Wish) -> Step:
        description = wish.command.description if wish.command else None
        try:
            result = self._tracker.start(image, description, wish.box_xywh_px, stamp_s)
        except TrackerError as error:
            return Step(self._tracker.update(image, stamp_s), False, str(error))
        self._active = wish.command
        return Step(result, True, '')

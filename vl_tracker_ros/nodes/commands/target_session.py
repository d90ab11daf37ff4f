"""Hands what users want from the ROS thread to the thread that runs the tracker."""
from __future__ import annotations

import threading
from typing import NamedTuple

import numpy as np

from vl_tracker_ros.language.command import Command, parse_command
from vl_tracker_ros.nodes.commands.last_command import Kept
from vl_tracker_ros.nodes.commands.order import Act, Answer, Order, Outcome
from vl_tracker_ros.tracking import GroundedTracker, Tracker, TrackerError, TrackResult
from vl_tracker_ros.tracking.target_id import command_of
from vl_tracker_ros.tracking.types import Directive, TargetState

_RENEWED = 'the networks were loaded anew'
_REPLACED = Answer(Outcome.REPLACED, 'a newer command came before the tracker took this one')


def _ignore(_: Answer) -> None:
    """For an order that nobody gave."""


class Step(NamedTuple):
    """What came of one image, or of orders without one."""

    result: TrackResult
    changed: bool           # another command is followed from now on, or none
    paused: bool
    former: str = ''        # id of the command whose words this one goes on with: the networks were loaded anew


class TargetSession:
    """One tracker and the orders that wait for it.

    `submit`, `withdraw` and `refuse_waiting` may be called from any thread; `process` and `settle` from one.
    A new target, or stop, replaces all that waits; the others replace their own kind, so at most a few wait.

    Words that describe what is followed already, without a box, keep the target and its id. All else that
    names a target starts a new one, and ends a pause.
    """

    def __init__(self, tracker: Tracker | GroundedTracker) -> None:
        self._tracker = tracker
        self._lock = threading.Lock()
        self._waiting: list[Order] = []
        self._active: Command | None = None
        self._paused = False
        self._nothing = TrackResult(TargetState.IDLE)   # and why
        self._seen = self._nothing                      # the last that the tracker said
        self._former = ''
        self._known_command = ''                        # its id, as of the last step

    @property
    def command_id(self) -> str:
        """Of the present target; empty without one."""
        return command_of(self._seen.target_id)

    @property
    def command_text(self) -> str:
        """The command of the present target, as it was said; empty without words."""
        return self._active.text if self._active else ''

    @property
    def description(self) -> str:
        """What of it describes the target; empty without words."""
        return self._active.description if self._active else ''

    @property
    def kept(self) -> Kept:
        """What a tracker that takes over from this one has to know."""
        return Kept(self.command_text, self._tracker.targets)

    def resume(self, kept: Kept) -> None:
        """Search for what another process followed. Raises CommandError."""
        self._tracker.targets = kept.targets
        self.submit(Order(Act.TRACK, _ignore, parse_command(kept.command)))

    def renew(self, tracker: Tracker | GroundedTracker) -> None:
        """Go on with another tracker: it searches for the words of the present target, under a new id.

        A box is forgotten, waiting or followed: it belongs to an image from before. To be called where `process` is.
        """
        tracker.targets = self._tracker.targets
        active, target_id = self._active, self._seen.target_id
        self._tracker = tracker
        self._stop(f'{_RENEWED}: its box was of an image before that')
        with self._lock:
            outdated = [each for each in self._waiting if each.act is Act.TRACK and each.command is None]
            self._waiting = [each for each in self._waiting if each not in outdated]
            for each in self._waiting:
                each.box_xywh_px = None
            if active and not any(each.sets_target for each in self._waiting):
                self._waiting.insert(0, Order(Act.TRACK, _ignore, active, continues=target_id))
                self._seen = _renewed(target_id)
        for each in outdated:
            each.answer(Answer(Outcome.REFUSED, f'its box is of an image before {_RENEWED}'))

    def submit(self, order: Order) -> None:
        """Take an order: a target for the next image, all else as soon as the tracker is free."""
        with self._lock:
            if order.joins and self._join(order):
                return
            replaced = [older for older in self._waiting if order.replaces(older)]
            self._waiting = [older for older in self._waiting if older not in replaced] + [order]
        for older in replaced:
            older.answer(_REPLACED)

    def withdraw(self, order: Order) -> bool:
        """Take an order back, unanswered; False when it does not wait any more."""
        with self._lock:
            waits = order in self._waiting
            if waits:
                self._waiting.remove(order)
        return waits

    def refuse_waiting(self, reason: str) -> None:
        """Answer all that still waits."""
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for order in waiting:
            order.answer(Answer(Outcome.REFUSED, reason))

    def process(self, image: np.ndarray, stamp_s: float) -> Step:
        """Track in one BGR uint8 image (H,W,3); a refused order leaves the present target as it is.

        What the networks raise is passed on; the order then waits for the next image, and nothing is followed.
        """
        started = False
        while (order := self._next(with_image=True)) is not None:
            started |= self._carry_out(order, image, stamp_s)
        if not started and not self._paused:
            seen = self._tracker.update(image, stamp_s)
            self._seen = seen if seen.target_id else self._nothing
        return self._step()

    def settle(self) -> Step:
        """Carry out what needs no image, unless a new target waits for one."""
        while (order := self._next(with_image=False)) is not None:
            self._carry_out(order)
        return self._step()

    def _join(self, order: Order) -> bool:
        """Give the box to the command that waits, else to that of the present target."""
        target = next((each for each in self._waiting if each.sets_target), None)
        if target is None:
            order.command = self._active
        elif target.act is Act.TRACK:
            target.box_xywh_px = order.box_xywh_px
        return target is not None and target.act is Act.TRACK

    def _next(self, with_image: bool) -> Order | None:
        with self._lock:
            if not self._waiting or (self._waiting[0].act is Act.TRACK and not with_image):
                return None
            return self._waiting.pop(0)

    def _put_back(self, order: Order) -> None:
        """Before all that came after it, unless that is a newer target."""
        with self._lock:
            replaced = any(newer.replaces(order) for newer in self._waiting)
            if not replaced:
                self._waiting.insert(0, order)
        if replaced:
            order.answer(_REPLACED)

    def _carry_out(self, order: Order, image: np.ndarray | None = None, stamp_s: float = 0.0) -> bool:
        """Do it and answer; whether the tracker has looked at the image."""
        try:
            looked = self._do(order, image, stamp_s)
        except TrackerError as error:
            order.answer(Answer(Outcome.REFUSED, str(error)))
            return False
        except Exception as error:
            self._stop(f'tracker failed: {error!r}')    # whatever it has begun, nobody knows what it follows now
            if order.continues:
                self._seen = _renewed(order.continues)
            if image is not None:
                self._put_back(order)
                raise
            order.answer(Answer(Outcome.REFUSED, f'tracker failed: {error!r}'))
            return False
        order.answer(Answer(Outcome.TAKEN, target_id=self._seen.target_id))
        return looked

    def _do(self, order: Order, image: np.ndarray | None, stamp_s: float) -> bool:
        if order.act is Act.TRACK:
            return self._track(order, image, stamp_s)
        if order.act is Act.STOP:
            if order.of in ('', self.command_id, self._former):
                self._stop('stopped')
        elif order.act is Act.RELOCALIZE:
            self._tracker.relocalize()
        elif self._tracker.state is TargetState.IDLE:
            raise TrackerError(f'nothing to {order.act.value}: no target is followed')
        else:
            self._paused = order.act is Act.PAUSE
        return False

    def _track(self, order: Order, image: np.ndarray, stamp_s: float) -> bool:
        if not self._describes_target(order):
            self._seen = self._tracker.start(image, order.command.description if order.command else None,
                                             order.box_xywh_px, stamp_s)
            self._active, self._paused = order.command, False
            self._former = command_of(order.continues)
            return True
        self._paused = False
        return False

    def _describes_target(self, order: Order) -> bool:
        if order.box_xywh_px is not None or self._active is None:
            return False
        return order.command.description.casefold() == self._active.description.casefold()

    def _stop(self, reason: str) -> None:
        self._tracker.stop()
        self._active, self._paused, self._former = None, False, ''
        self._seen = self._nothing = TrackResult(TargetState.IDLE, reason=reason)

    def _step(self) -> Step:
        before, self._known_command = self._known_command, self.command_id
        result = _unwatched(self._seen) if self._paused else self._seen
        return Step(result, self._known_command != before, self._paused, self._former)


def _renewed(target_id: str) -> TrackResult:
    """What is said of a target until its words are searched for under a new id."""
    return TrackResult(TargetState.SEARCHING, target_id=target_id, reason=_RENEWED)


def _unwatched(seen: TrackResult) -> TrackResult:
    """What is said of a target that nobody looks at: no box, and lost if it was in sight."""
    state = TargetState.LOST if seen.state.has_box else seen.state
    return TrackResult(state, directive=Directive(seen.directive.mode, 'paused'), target_id=seen.target_id,
                       reason='paused')

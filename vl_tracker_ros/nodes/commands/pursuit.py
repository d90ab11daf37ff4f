"""When the following that a goal asked for ends."""
from __future__ import annotations

from typing import NamedTuple

from vl_tracker_ros.action import TrackTarget
from vl_tracker_ros.tracking.target_id import command_of
from vl_tracker_ros.tracking.types import TargetState, TrackResult

Codes = TrackTarget.Result


class End(NamedTuple):
    """`code` is one of TrackTarget.Result's."""

    code: int
    reason: str
    succeeded: bool = False

    @property
    def ends_target(self) -> bool:
        """Whether the target of the goal is to be stopped: nobody else has done so."""
        return self.code in (Codes.TIMEOUT, Codes.LOST, Codes.CANCELED, Codes.DEACTIVATED)


class Pursuit:
    """Judges what the tracker says since it took the goal. Times are in seconds and never go back."""

    def __init__(self, target_id: str, timeout_s: float, end_when_lost: bool, now_s: float) -> None:
        """timeout_s 0: no limit."""
        self.command_id = command_of(target_id)
        self._timeout_s, self._end_when_lost = timeout_s, end_when_lost
        self._since_s = now_s
        self._in_sight = False

    def judge(self, result: TrackResult, paused: bool, former: str = '') -> End | None:
        """The end that one result brings, if it does; a pause is no loss. former: the command that the present one goes
        on with, under another id."""
        self._in_sight = result.state.has_box
        followed = command_of(result.target_id)
        if not followed:
            return End(Codes.STOPPED, result.reason)
        if former == self.command_id:
            self.command_id = followed
        if followed != self.command_id:
            return End(Codes.PREEMPTED, f'command {followed} is followed now')
        if self._end_when_lost and result.state is TargetState.LOST and not paused:
            return End(Codes.LOST, 'the target is lost')
        return None

    def tick(self, now_s: float) -> End | None:
        """The end that the time brings."""
        if not 0.0 < self._timeout_s <= now_s - self._since_s:
            return None
        sight = 'in sight' if self._in_sight else 'not in sight'
        return End(Codes.TIMEOUT, f'{self._timeout_s:g} s are over, the target is {sight}', self._in_sight)

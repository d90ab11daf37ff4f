"""What is worth telling of a gate's directives: the changes."""

from __future__ import annotations

from enum import IntEnum

from vl_tracker_ros.tracking.types import Directive, Find, SearchMode


class GateEvent(IntEnum):
    """A change in what a gate wants, or holds of what is found."""

    TARGET = 0
    SEARCH = 1
    LOOK = 2
    DOUBT = 3
    REGAINED = 4
    ANOTHER = 5
    GAVE_UP = 6


_OF_MODE = {SearchMode.GLOBAL: GateEvent.SEARCH, SearchMode.LOCAL: GateEvent.LOOK}
_OF_FIND = {Find.DOUBTED: GateEvent.DOUBT, Find.TRUSTED: GateEvent.REGAINED, Find.ANOTHER: GateEvent.ANOTHER}


class GateEvents:
    """Takes a gate's directives one after the other and says what each of them changes."""

    def __init__(self) -> None:
        self._target_id = ''
        self._before: tuple[SearchMode, Find, bool] | None = None

    def take(self, target_id: str, directive: Directive, gave_up: bool) -> list[GateEvent]:
        """What has changed with the directive, in the order in which it is to be told; mostly nothing."""
        now = (directive.mode, directive.find, gave_up)
        before, self._before = self._before, now
        if before is None or target_id != self._target_id:
            self._target_id = target_id
            return [GateEvent.TARGET]
        changes = []
        if directive.find is not before[1]:
            changes.append(_OF_FIND[directive.find])
        if directive.mode is not before[0]:
            changes.append(_OF_MODE[directive.mode])
        if gave_up and not before[2]:
            changes.append(GateEvent.GAVE_UP)
        return changes

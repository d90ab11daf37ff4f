from __future__ import annotations

from vl_tracker_ros.tracking.gate_events import GateEvent, GateEvents
from vl_tracker_ros.tracking.types import Directive, Find, SearchMode

LOCAL, GLOBAL = SearchMode.LOCAL, SearchMode.GLOBAL


def told(*directives: tuple[SearchMode, Find], target: str = '1', gave_up: bool = False) -> list[list[str]]:
    events = GateEvents()
    events.take('1', Directive(LOCAL, ''), False)
    return [[event.name for event in events.take(target, Directive(mode, '', find=find), gave_up)]
            for mode, find in directives]


def test_the_first_directive_begins_a_target() -> None:
    assert GateEvents().take('1', Directive(GLOBAL, ''), False) == [GateEvent.TARGET]


def test_changes_are_told_once() -> None:
    assert told((LOCAL, Find.TRUSTED), (GLOBAL, Find.DOUBTED), (GLOBAL, Find.DOUBTED), (LOCAL, Find.TRUSTED)) == [
        [], ['DOUBT', 'SEARCH'], [], ['REGAINED', 'LOOK']]


def test_another_object_then_a_new_target() -> None:
    assert told((LOCAL, Find.DOUBTED), (LOCAL, Find.ANOTHER)) == [['DOUBT'], ['ANOTHER']]
    assert told((GLOBAL, Find.TRUSTED), (GLOBAL, Find.TRUSTED), target='2') == [['TARGET'], []]


def test_giving_up_is_told_once() -> None:
    assert told((LOCAL, Find.DOUBTED), (LOCAL, Find.DOUBTED), gave_up=True) == [['DOUBT', 'GAVE_UP'], []]

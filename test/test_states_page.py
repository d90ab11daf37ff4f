"""docs/states.md tells of every number, event and state that there is."""
from __future__ import annotations

import pytest
from support.checkout import CHECKOUT
from support.page import links, subcommands

from vl_tracker_ros.cli.main import COMMANDS
from vl_tracker_ros.msg import GateEvent as Message
from vl_tracker_ros.msg import SearchDirective
from vl_tracker_ros.nodes.gating_node import POLICY
from vl_tracker_ros.tracking.gate_events import GateEvent
from vl_tracker_ros.tracking.types import Find, TargetState

PAGE = (CHECKOUT / 'docs' / 'states.md').read_text(encoding='utf-8')


@pytest.mark.parametrize('word', [*POLICY, *GateEvent.__members__, *TargetState.__members__])
def test_it_is_told(word: str) -> None:
    assert word in PAGE


def test_the_message_has_the_events_of_the_gate() -> None:
    assert {event.name: event.value for event in GateEvent} == {
        name: getattr(Message, name) for name in GateEvent.__members__}


def test_the_directive_has_what_a_gate_holds_of_a_find() -> None:
    assert {find.name: find.value for find in Find} == {
        name: getattr(SearchDirective, name) for name in Find.__members__}


def test_its_commands_exist() -> None:
    assert {'calibrate'} <= subcommands(PAGE) <= {command.name for command in COMMANDS}


@pytest.mark.parametrize('link', links(PAGE))
def test_links_lead_to_files(link: str) -> None:
    assert (CHECKOUT / 'docs' / link.partition('#')[0]).exists()

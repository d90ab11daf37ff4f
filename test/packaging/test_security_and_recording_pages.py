"""What SECURITY.md and docs/recording.md lead to and count up is there."""
from __future__ import annotations

import re

import pytest
from support.checkout import CHECKOUT
from support.launch_stand_in import declared, load_launch_file
from support.page import links, subcommands

from vl_tracker_ros.cli.main import COMMANDS
from vl_tracker_ros.language.command import MAX_CHARACTERS
from vl_tracker_ros.nodes.wiring import RECORDED, RECORDED_OF_ALL

PAGES = {path: path.read_text() for path in (CHECKOUT / 'SECURITY.md', CHECKOUT / 'docs/recording.md')}


@pytest.mark.parametrize(('path', 'text'), PAGES.items(), ids=lambda value: getattr(value, 'name', ''))
def test_links_and_commands_are_there(path, text) -> None:
    assert all((path.parent / link).exists() for link in links(text))
    assert subcommands(text) <= {command.name for command in COMMANDS}


def test_the_length_of_a_command_is_the_one_in_force() -> None:
    assert f'at most {MAX_CHARACTERS} characters' in PAGES[CHECKOUT / 'SECURITY.md']


def test_all_that_is_recorded_is_named() -> None:
    named = set(re.findall(r'`([\w/]+)`', PAGES[CHECKOUT / 'docs/recording.md']))
    assert {*RECORDED, *RECORDED_OF_ALL, 'camera_info'} <= named


def test_the_policy_s_arguments_are_those_of_the_launch_file(monkeypatch: pytest.MonkeyPatch) -> None:
    given = set(re.findall(r'(\w+):=', PAGES[CHECKOUT / 'SECURITY.md']))
    assert given and given <= declared(load_launch_file('tracker.launch.py', monkeypatch)).keys()

"""What the README says is there, and what it shows runs."""
from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.page import code_blocks, links, subcommands

from vl_tracker_ros.cli.main import COMMANDS
from vl_tracker_ros.language.command import CommandKind, parse_command
from vl_tracker_ros.media.scene import Scene
from vl_tracker_ros.media.video_writer import VideoWriter

ROOT = Path(__file__).parents[1]
README = (ROOT / 'README.md').read_text()


def test_the_first_block_is_the_two_commands():
    commands = [line.split()[:2] for line in code_blocks(README)[0].splitlines()]
    assert commands == [['make', 'demo'], ['make', 'test']]


def test_the_python_example_runs(tmp_path, monkeypatch, capsys):
    with VideoWriter(tmp_path / 'my.mp4', 30) as writer:
        for frame in Scene(seed=1, num_frames=5):
            writer.write(frame.image)
    monkeypatch.chdir(tmp_path)
    exec(code_blocks(README, 'python')[0], {})
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_sentences_shown_are_commands_of_the_kind_that_is_said():
    table = README.split('| sentence on `command` |')[1].split('\n\n')[0].splitlines()[2:]
    rows = [{parse_command(sentence).kind for sentence in re.findall('`([^`]+)`', row.split('|')[1])} for row in table]
    assert rows == [{kind} for kind in CommandKind]


def test_every_subcommand_shown_exists():
    assert subcommands(README) <= {command.name for command in COMMANDS}


@pytest.mark.parametrize('link', links(README))
def test_links_lead_to_files(link):
    assert (ROOT / link).exists()

"""What the README says is there, and what it shows runs."""
from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.launch_stand_in import declared, load_launch_file
from support.page import code_blocks, links, subcommands

from vl_tracker_ros.cli.main import COMMANDS
from vl_tracker_ros.language.command import CommandKind, parse_command
from vl_tracker_ros.media.scene import Scene
from vl_tracker_ros.media.video_writer import VideoWriter
from vl_tracker_ros.share import load_defaults

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


INCLUDES = {'follow.launch.py': ['tracker.launch.py'], 'drone.launch.py': ['tracker.launch.py'],
            'nav2_follow.launch.py': ['follow.launch.py', 'tracker.launch.py']}


@pytest.mark.parametrize('line', re.findall(r'^ros2 launch vl_tracker_ros .*', README, re.M))
def test_launch_files_and_their_arguments_exist(line, monkeypatch):
    file = line.split()[3]
    known = {name for each in (file, *INCLUDES.get(file, ())) for name in declared(load_launch_file(each, monkeypatch))}
    assert set(re.findall(r'(\w+):=', line)) <= known


def test_arguments_that_following_with_a_robot_names_exist(monkeypatch):
    section = README.split('## Following with a robot')[1].split('\n## ')[0]
    files = 'follow.launch.py', 'tracker.launch.py'
    known = {name for each in files for name in declared(load_launch_file(each, monkeypatch))}
    assert {'rectified', 'target_height', 'stamped'} <= set(re.findall(r'(\w+):=', section)) <= known


def test_figures_of_following_with_a_robot_are_the_defaults():
    section = README.split('## Following with a robot')[1].split('\n## ')[0]
    follower = load_defaults('follower_node')
    assert follower['deadman_timeout'] == follower['target_timeout'] == 0.5 and follower['require_deadman'] is True
    assert follower['search_time'] == 10.0 and 'for ten seconds at most' in section
    assert follower['status_timeout'] == 1.5 and 'after a second and a half' in section
    assert f'nearer than {follower["obstacle_stop"]:g} m' in section
    assert f'`max_forward` ({follower["max_forward"]:g} m/s)' in section


@pytest.mark.parametrize('link', links(README))
def test_links_lead_to_files_and_headings(link):
    name, _, anchor = link.partition('#')
    target = ROOT / (name or 'README.md')
    assert target.exists()
    headings = re.findall(r'^#+ (.+)$', target.read_text(), re.M) if anchor else []
    assert anchor in ('', *(re.sub(r'[^\w -]', '', heading.lower()).replace(' ', '-') for heading in headings))

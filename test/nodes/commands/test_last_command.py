"""What is followed outlives the process that followed it, and nothing else."""
import json
import multiprocessing
import time

import pytest

from vl_tracker_ros.nodes.commands import last_command
from vl_tracker_ros.nodes.commands.last_command import Kept, LastCommand

RED = Kept('the red square', 3)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv('ROS_HOME', str(tmp_path))
    return tmp_path


@pytest.fixture
def died():
    """One of a node that followed the red square and is no more."""
    command = LastCommand('/robot/tracker_node')
    command.keep(RED)
    return command


def test_a_successor_of_the_same_name_takes_it_once(died):
    successor = LastCommand('/robot/tracker_node')
    assert successor.take(30.0) == RED
    assert successor.take(30.0) is None


def test_each_node_and_each_domain_has_its_own(died, home, monkeypatch):
    assert LastCommand('/tracker_node').take(30.0) is None
    monkeypatch.setenv('ROS_DOMAIN_ID', '99')
    assert LastCommand('/robot/tracker_node').take(30.0) is None
    assert died.path.parent == home / 'vl_tracker_ros'


def test_the_newest_counts_and_no_command_is_none(died):
    died.keep(Kept('the blue square', 4))
    assert LastCommand('/robot/tracker_node').take(30.0) == Kept('the blue square', 4)
    died.keep(Kept('the red square', 5))
    died.keep(Kept('', 5))
    assert LastCommand('/robot/tracker_node').take(30.0) is None


def test_a_clean_end_forgets_it(died):
    died.clear()
    assert not died.path.exists()
    died.clear()


def test_one_that_died_long_ago_is_forgotten(died):
    time.sleep(0.02)
    assert LastCommand('/robot/tracker_node').take(0.01) is None
    assert not died.path.exists()


def test_a_reboot_forgets_it(died, home, monkeypatch):
    (home / 'boot_id').write_text('another\n')
    monkeypatch.setattr(last_command, '_BOOT_ID', home / 'boot_id')
    assert LastCommand('/robot/tracker_node').take(30.0) is None


def test_it_is_written_when_it_changes_and_else_once_a_second(died, monkeypatch):
    written = died.path.read_text()
    died.keep(RED)
    assert died.path.read_text() == written
    monkeypatch.setattr(last_command, 'REFRESH_S', 0.0)
    died.keep(RED)
    assert json.loads(died.path.read_text())['at'] > json.loads(written)['at']


@pytest.mark.parametrize('text', ['', '[]', '{"command": "x"}', '{"command": "x", "targets": "many"}', 'null'])
def test_what_is_no_command_is_said_once(died, text):
    died.path.write_text(text)
    with pytest.raises(ValueError, match='no command can be read'):
        died.take(30.0)
    assert died.take(30.0) is None


def test_a_process_that_is_killed_while_writing_leaves_it_whole(home):
    def write_for_ever() -> None:
        command = LastCommand('/tracker_node')
        for count in range(10**9):
            command.keep(Kept('the red square ' * 20, count))

    for _ in range(10):
        writer = multiprocessing.get_context('fork').Process(target=write_for_ever)
        writer.start()
        time.sleep(0.02)
        writer.kill()
        writer.join()
        kept = LastCommand('/tracker_node').take(30.0)
        assert kept is None or kept.command == 'the red square ' * 20

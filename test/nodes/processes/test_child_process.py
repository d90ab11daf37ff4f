"""Processes are named when they die and are gone when they shall be."""
import sys

import pytest

from support.ros import wait_until
from vl_tracker_ros.nodes.processes.child_process import ChildDied, ProcessGroup, node_command


def python(code: str) -> list[str]:
    return [sys.executable, '-c', code]


def test_a_node_command_quotes_its_values():
    words = node_command('camera_node', {'source': '0', 'rate': 5.0, 'wait': True}, {'image': 'front'})
    assert words[3:] == ['--ros-args', '-p', 'source:="0"', '-p', 'rate:=5.0', '-p', 'wait:=true',
                         '-r', 'image:=front']


def test_a_failure_has_the_last_lines():
    with ProcessGroup() as group:
        child = group.start('bad_node', python('print("\\n".join(map(str, range(50)))); raise SystemExit(3)'))
        with pytest.raises(ChildDied, match='bad_node ended with code 3:\n40\n') as caught:
            wait_until(child.has_ended, 'the end')
    assert str(caught.value).endswith('\n49')


def test_a_good_end_is_no_failure():
    with ProcessGroup() as group:
        child = group.start('good_node', python('pass'))
        wait_until(child.has_ended, 'the end')
        group.check()


def test_all_are_stopped_at_the_end_even_deaf_ones(monkeypatch):
    monkeypatch.setattr('vl_tracker_ros.nodes.processes.child_process.STOP_S', 0.3)
    deaf = 'import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(60)'
    with ProcessGroup() as group:
        children = [group.start('idle', python('import time; time.sleep(60)')),
                    group.start('deaf', python(deaf))]
    assert all(child._process.poll() is not None for child in children)


def test_on_screen_what_they_print_is_seen_and_not_told_again(capfd):
    with ProcessGroup(on_screen=True) as group:
        child = group.start('bad_node', python('print("here"); raise SystemExit(3)'))
        with pytest.raises(ChildDied, match='^bad_node ended with code 3$'):
            wait_until(child.has_ended, 'the end')
    assert capfd.readouterr().out == 'here\n'

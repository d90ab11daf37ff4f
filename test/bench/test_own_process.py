from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.bench_parts import Counter

from vl_tracker_ros.bench.own_process import OwnProcess
from vl_tracker_ros.engines import EngineError

TESTS = Path(__file__).parents[1]


@pytest.fixture
def counter() -> Iterator[OwnProcess]:
    process = OwnProcess(Counter, 40, environment={'BENCH_TEST': 'there'})
    yield process
    process.close()


def test_object_keeps_its_state_in_another_process(counter: OwnProcess) -> None:
    assert [counter.call('add', 1), counter.call('add', 1)] == [41, 42]
    assert counter.call('pid') != os.getpid()


def test_environment_is_that_process_s_alone(counter: OwnProcess) -> None:
    assert counter.call('variable', 'BENCH_TEST') == 'there'
    assert counter.call('variable', 'PATH') == os.environ['PATH']
    assert 'BENCH_TEST' not in os.environ


def test_it_goes_on_after_errors_which_are_said_in_one_line(counter: OwnProcess) -> None:
    with pytest.raises(EngineError, match='^no more$'):
        counter.call('refuse')
    with pytest.raises(EngineError, match='^ZeroDivisionError: a bug in two lines$'):
        counter.call('break_down')
    assert counter.call('add', 0) == 40


def test_death_is_said_now_and_later(counter: OwnProcess) -> None:
    for method in ('die', 'pid', 'pid'):
        with pytest.raises(EngineError, match='its process died'):
            counter.call(method)


def test_object_that_cannot_be_made() -> None:
    with pytest.raises(EngineError, match='^it starts at 0$'):
        OwnProcess(Counter, -1)


def test_it_ends_with_close(counter: OwnProcess) -> None:
    pid = counter.call('pid')
    counter.close()
    assert not Path(f'/proc/{pid}').exists()


def test_it_ends_with_a_parent_that_is_killed() -> None:
    program = ('from support.bench_parts import Counter\n'
               'from vl_tracker_ros.bench.own_process import OwnProcess\n'
               'if __name__ == "__main__":\n'
               '    print(OwnProcess(Counter, 0).call("pid"), flush=True)\n'
               '    input()\n')
    path = os.pathsep.join([str(TESTS), str(TESTS.parent)])
    with subprocess.Popen([sys.executable, '-c', program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          env={**os.environ, 'PYTHONPATH': path}) as parent:
        pid = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 30
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    """Whether it is there, and no zombie that nobody waits for."""
    try:
        return ') Z ' not in Path(f'/proc/{pid}/stat').read_text()
    except FileNotFoundError:
        return False

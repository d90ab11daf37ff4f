"""Nodes as processes of their own, whose output is told when one of them dies."""
from __future__ import annotations

import contextlib
import json
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

STOP_S = 5.0
LAST_LINES = 10


class ChildDied(RuntimeError):
    """A node's process ended by itself; the message has its last lines, `line` only the very last."""

    @property
    def line(self) -> str:
        first, *others = str(self).splitlines()
        return ' '.join([first, *others[-1:]])


def node_command(name: str, parameters: dict[str, Any] | None = None,
                 remaps: dict[str, str] | None = None) -> list[str]:
    """The command line that runs a node of this package with the interpreter of this process."""
    command = [sys.executable, '-m', f'vl_tracker_ros.nodes.{name}', '--ros-args']
    for key, value in (parameters or {}).items():
        command += ['-p', f'{key}:={json.dumps(value)}']
    for inner, outer in (remaps or {}).items():
        command += ['-r', f'{inner}:={outer}']
    return command


class ProcessGroup:
    """Processes that are started together and stopped, the last one first, at the end of a `with` block.

    on_screen: what they print is seen at once, instead of being told when one of them dies.
    """

    def __init__(self, on_screen: bool = False) -> None:
        self._on_screen = on_screen

    def __enter__(self) -> ProcessGroup:
        self._logs = tempfile.TemporaryDirectory(prefix='vl_tracker_')
        self._children: list[ChildProcess] = []
        return self

    def __exit__(self, *_: object) -> None:
        for child in reversed(self._children):
            child.stop()
        self._logs.cleanup()

    def start(self, name: str, command: list[str]) -> ChildProcess:
        """Run `command`, called `name` in messages."""
        log = None if self._on_screen else Path(self._logs.name) / f'{len(self._children)}.log'
        child = ChildProcess(name, command, log)
        self._children.append(child)
        return child

    def check(self) -> None:
        """Raise ChildDied if one of them failed."""
        for child in self._children:
            child.has_ended()


class ChildProcess:
    """A command that runs apart from the terminal, so that Ctrl-C is for its parent to handle."""

    def __init__(self, name: str, command: list[str], log_path: Path | None) -> None:
        """What it prints goes to the file, None: where that of this process goes."""
        self.name = name
        self._log_path = log_path
        with contextlib.ExitStack() as stack:
            log = None if log_path is None else stack.enter_context(open(log_path, 'wb'))
            self._process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT if log else None, start_new_session=True)

    def has_ended(self) -> bool:
        """Whether it ended well; raises ChildDied if it ended otherwise."""
        code = self._process.poll()
        if code:
            raise ChildDied(':\n'.join(filter(None, [f'{self.name} ended with code {code}', self.last_lines()])))
        return code == 0

    def stop(self) -> None:
        """Interrupt it, and kill it if that does not help."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def last_lines(self, count: int = LAST_LINES) -> str:
        """The end of what it has printed so far, as far as it went to the file."""
        if self._log_path is None:
            return ''
        lines = self._log_path.read_text(encoding='utf-8', errors='replace').splitlines()
        return '\n'.join(lines[-count:])

"""Nodes as processes of their own, with the output of each in a log file."""
from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

STOP_S = 5.0
LAST_LINES = 10


class ChildDied(RuntimeError):
    """A node's process ended by itself; the message has its last lines."""


class ChildProcess:
    """Runs `python -m vl_tracker_ros.nodes.<name>` with parameters and remaps."""

    def __init__(self, name: str, log_folder: Path, parameters: dict[str, Any] | None = None,
                 remaps: dict[str, str] | None = None) -> None:
        self.name = name
        self._log_path = log_folder / f'{name}.log'
        arguments = [f'-p {key}:={json.dumps(value)}' for key, value in (parameters or {}).items()]
        arguments += [f'-r {inner}:={outer}' for inner, outer in (remaps or {}).items()]
        words = [word for argument in arguments for word in argument.split(' ', 1)]
        with open(self._log_path, 'wb') as log:
            self._process = subprocess.Popen(
                [sys.executable, '-m', f'vl_tracker_ros.nodes.{name}', '--ros-args', *words],
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True)   # Ctrl-C is for the parent to handle

    @property
    def ended(self) -> bool:
        """It ended well; raises ChildDied if it ended otherwise."""
        code = self._process.poll()
        if code:
            raise ChildDied(f'{self.name} ended with code {code}:\n{self._last_lines()}')
        return code == 0

    def check(self) -> None:
        """Raise ChildDied unless it still runs."""
        if self.ended:
            raise ChildDied(f'{self.name} ended by itself:\n{self._last_lines()}')

    def stop(self) -> None:
        """Interrupt it, and kill it if that does not help."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _last_lines(self) -> str:
        lines = self._log_path.read_text(encoding='utf-8', errors='replace').splitlines()
        return '\n'.join(lines[-LAST_LINES:])

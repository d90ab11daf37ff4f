"""The nodes of a soak: processes that can be killed and are started again as launch does it, and their memory."""
from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

STOP_S = 10.0


class SoakNode:
    """One node; `command` runs it, and its output goes to a file."""

    def __init__(self, name: str, command: list[str], log: Path) -> None:
        self.name, self._command, self._log = name, command, log
        self.starts = 0
        self.start()

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    @property
    def memory_mb(self) -> float | None:
        """Resident memory; None while it does not run."""
        try:
            pages = int(Path(f'/proc/{self._process.pid}/statm').read_text(encoding='ascii').split()[1])
        except FileNotFoundError:
            return None
        return pages * os.sysconf('SC_PAGE_SIZE') / 1e6 if self.running else None

    @property
    def output(self) -> str:
        return self._log.read_text(encoding='utf-8', errors='replace')

    def start(self) -> None:
        with open(self._log, 'ab') as log:
            self._process = subprocess.Popen(
                self._command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self.starts += 1

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self.running:
            self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self.kill()

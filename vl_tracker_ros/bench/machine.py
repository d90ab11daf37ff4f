"""What a figure was measured on."""
from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

ROOT = Path('/')


@dataclass(frozen=True)
class Machine:
    """board: of a Jetson and the like, '' elsewhere. cores: that this process may use."""

    processor: str
    cores: int
    board: str
    system: str
    python: str

    @property
    def name(self) -> str:
        return f'{self.board or self.processor}, {self.cores} cores'


def this_machine(root: Path = ROOT) -> Machine:
    """Read from /proc below `root`."""
    board = root / 'proc/device-tree/model'
    return Machine(_processor(root / 'proc/cpuinfo'), len(os.sched_getaffinity(0)),
                   board.read_text(errors='replace').strip('\0') if board.exists() else '',
                   platform.platform(), platform.python_version())


def _processor(cpuinfo: Path) -> str:
    """Its name, or its architecture where the kernel tells no name, as on ARM."""
    fields = (line.partition(':') for line in cpuinfo.read_text().splitlines())
    return next((value.strip() for key, _, value in fields if key.strip() == 'model name'), platform.machine())

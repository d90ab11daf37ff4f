"""Pictures of sequences that do not come to their end; importable by the processes that track them."""
from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Endless:
    """More than a test has time for; the file `begun` says that they are looked at."""

    begun: Path

    def __len__(self) -> int:
        return 10 ** 6

    def __iter__(self) -> Iterator[np.ndarray]:
        for _ in range(len(self)):
            self.begun.touch()
            yield np.zeros((60, 80, 3), np.uint8)


@dataclass(frozen=True)
class Deadly:
    """Reading them ends the process, as a crash in native code does."""

    def __len__(self) -> int:
        return 2

    def __iter__(self) -> Iterator[np.ndarray]:
        os._exit(1)

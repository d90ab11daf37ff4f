"""What the target looked like from its first frame on, in bounded memory."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Template = NDArray[np.float32]


class TemplateHistory:
    """Templates in their order. Beyond `capacity` every other one goes, and of those that come as many are kept."""

    def __init__(self, capacity: int = 32) -> None:
        self._capacity = capacity
        self.clear()

    def __len__(self) -> int:
        return len(self._kept)

    def clear(self) -> None:
        self._kept: list[Template] = []
        self._seen, self._stride = 0, 1

    def append(self, template: Template) -> None:
        if self._seen % self._stride == 0:
            self._kept.append(template.copy())
        self._seen += 1
        if len(self._kept) > self._capacity:
            self._kept = self._kept[::2]
            self._stride *= 2

    def all(self) -> Template:
        """Those that are kept, oldest first, stacked."""
        return np.stack(self._kept)

    def midpoints(self, segments: int) -> list[Template]:
        """The template in the middle of each of so many equal segments of the history, oldest first."""
        return [self._kept[(2 * i + 1) * len(self._kept) // (2 * segments)] for i in range(segments)]

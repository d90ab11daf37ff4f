"""What a training sample is."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Sample:
    """One frame to learn from.

    search: (S,S,3) uint8 BGR view. template: (Z,Z,3) uint8 BGR or None. caption: '' = no language.
    box: cx,cy,w,h in [0,1] of the view, float32; None = the described target is not in view.
    later_templates: (T-1,Z,Z,3) of a tracker with T templates, in their order; None = the one stands for all.
    """

    search: np.ndarray
    template: np.ndarray | None
    caption: str
    box: np.ndarray | None
    later_templates: np.ndarray | None = None

    @property
    def templates(self) -> np.ndarray | None:
        """All templates (T,Z,Z,3), None without."""
        if self.template is None or self.later_templates is None:
            return None if self.template is None else self.template[None]
        return np.concatenate([self.template[None], self.later_templates])


@dataclass(frozen=True)
class ViewSizes:
    """What a tracker looks at: search views of side `search`, and `num_templates` templates of side `template`, px."""

    search: int
    template: int
    num_templates: int = 1

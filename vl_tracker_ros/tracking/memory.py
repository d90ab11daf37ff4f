"""Templates of the target: the user's, the tracker's own, and when they are refreshed."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.tracking.template_history import TemplateHistory
from vl_tracker_ros.tracking.types import TargetState


class TemplateMemory:
    """T template slots, oldest first: the first template stays, the last slot follows the target.

    A start from words alone leaves the slots empty. With `adopt` the tracker then takes a template of its own
    once it is TRACKING with score >= `adopt_score`, and drops it when the target is LOST: it may have been of
    something else. With two slots or more, the last one is refreshed every `update_interval` frames if score
    > `update_score`. The slots between keep the first template (`update` latest: MVLM, BBOX mode), or show the
    target's history, the middles of its equal segments (sequence: ATSTrack, after ODTrack).
    """

    def __init__(self, num_templates: int, template_size: int, *, adopt: bool, adopt_score: float,
                 update: Literal['latest', 'sequence'], update_interval: int, update_score: float) -> None:
        if update not in ('latest', 'sequence'):
            raise ValueError(f"update {update!r} is not 'latest' or 'sequence'")
        if update_interval < 1:
            raise ValueError(f'update_interval {update_interval} should be at least 1 frame')
        shape = (1, num_templates, 3, template_size, template_size)
        self.templates: NDArray[np.float32] = np.zeros(shape, np.float32)
        self.mask: NDArray[np.float32] = np.zeros((1, num_templates), np.float32)
        self._adopt, self._adopt_score = adopt, adopt_score
        self._update_interval, self._update_score = update_interval, update_score
        self._history = TemplateHistory() if update == 'sequence' else None
        self.clear()

    @property
    def is_empty(self) -> bool:
        return not self.mask.any()

    def clear(self) -> None:
        self.templates[:] = 0
        self.mask[:] = 0
        self._adopted = False
        self._frames = 0
        if self._history is not None:
            self._history.clear()

    def fill(self, template: NDArray[np.float32]) -> None:
        """Put a user-given template (3, Z, Z), normalised, into every slot."""
        self.templates[:] = template
        self.mask[:] = 1
        if self._history is not None:
            self._history.clear()
            self._history.append(template)

    def observe(self, state: TargetState, score: float) -> bool:
        """Count one tracked frame; true when `take` should get the template of its chosen box."""
        if state is TargetState.LOST and self._adopted:
            self.clear()
        if self.is_empty:
            return self._adopt and state is TargetState.TRACKING and score >= self._adopt_score
        self._frames += 1
        due = self.mask.size >= 2 and self._frames % self._update_interval == 0
        return due and state is TargetState.TRACKING and score > self._update_score

    def take(self, template: NDArray[np.float32]) -> None:
        """Adopt a template (3, Z, Z), normalised, when there is none yet; else refresh the last slot."""
        if self.is_empty:
            self.fill(template)
            self._adopted = True
        else:
            self.templates[:, -1] = template
            self._show_history(template)

    def _show_history(self, template: NDArray[np.float32]) -> None:
        if self._history is None:
            return
        self._history.append(template)
        for slot, past in enumerate(self._history.midpoints(self.mask.size - 2), start=1):
            self.templates[:, slot] = past

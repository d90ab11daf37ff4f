"""The words of the tracker: what it found, how sure it is, where it looks next."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray


class TrackerError(ValueError):
    """A request that the tracker cannot serve, said in one line."""


class TargetState(IntEnum):
    """What is said about the target; a box is published only in TRACKING and UNCERTAIN."""

    IDLE = 0
    SEARCHING = 1
    TRACKING = 2
    UNCERTAIN = 3
    LOST = 4

    @property
    def has_box(self) -> bool:
        return self in (TargetState.TRACKING, TargetState.UNCERTAIN)

    @property
    def in_doubt(self) -> bool:
        """The target was followed, and what is found now may be something else."""
        return self in (TargetState.UNCERTAIN, TargetState.LOST)


class SearchMode(IntEnum):
    """The view of the image that the network gets."""

    LOCAL = 0
    GLOBAL = 1


class Find(IntEnum):
    """What a gate holds of what the network finds."""

    TRUSTED = 0  # it is the target
    DOUBTED = 1  # after a search: it is not known yet whether it is what was lost
    ANOTHER = 2  # it has long not been what was lost: another object that the words mean


@dataclass(frozen=True)
class Directive:
    """Where to look in the next frame, why, and who said so: 'own' gate, an 'external' one, or the 'grounder'."""

    mode: SearchMode
    reason: str
    source: str = 'own'
    find: Find = Find.TRUSTED


@dataclass(frozen=True)
class Evidence:
    """The MVLM evidence of the chosen candidate; margins and kappas lie in [-1, 1].

    `raw_score` is its class score before window and calibration, `candidates` the number of candidates with
    kappa_mvlm >= tau (the size of the paper's set S_t). `correlation` is that of its region with the words (without
    words: the template), in [-1, 1]; `appearance` how much its colours are those that the target had while it was
    tracked, in [0, 1], NaN while none are remembered. `background`: share of background points that agreed on how the
    camera moved, 0: too few, and the view was not moved; NaN where that is not looked at.
    """

    raw_score: float
    correlation_margin: float
    classification_margin: float
    kappa_vlm: float
    kappa_mem: float
    kappa_mvlm: float
    candidates: int
    correlation: float = math.nan
    appearance: float = math.nan
    background: float = math.nan


@dataclass(frozen=True, eq=False)
class TrackResult:
    """What the tracker says about one image, `reason` why it is in that state.

    `box_xywh_px` is None unless the state is TRACKING or UNCERTAIN. `search` and `search_region_xywh_px` tell
    the view that was used for this image (no region when idle), `directive` the one for the next. `evidence`
    is None when the tracker's own network did not run; `candidate_xywh_px` is the box that it is about, shown
    or not. `target_id` (see target_id.py) stays the same over loss and return; a new command, and another object that
    is found for the same words, give a new one.
    """

    state: TargetState
    score: float = 0.0
    box_xywh_px: NDArray[np.float64] | None = None
    search: SearchMode = SearchMode.GLOBAL
    search_region_xywh_px: NDArray[np.float64] | None = None
    evidence: Evidence | None = None
    directive: Directive = Directive(SearchMode.GLOBAL, 'idle')
    target_id: str = ''
    timings_ms: dict[str, float] = field(default_factory=dict)
    candidate_xywh_px: NDArray[np.float64] | None = None
    reason: str = ''

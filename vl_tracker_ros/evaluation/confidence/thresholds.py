"""Thresholds of the state machine and of the gate, chosen on traces: what would have been said is played again."""
from __future__ import annotations

from collections.abc import Iterator, Sequence as List
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.evaluation.confidence.trace import Trace
from vl_tracker_ros.tracking import SearchMode
from vl_tracker_ros.tracking.state import TargetStateMachine

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
State = dict[str, Any]

# Both are small because a tracker is less sure of right candidates in videos unlike those that it was fitted to.
HELD_SAID_LOST = 0.01           # at most, of the frames in which the candidate is right
FALSE_ALARMS = 0.001
FINDS_MISSED = 0.1
ENOUGH = 30
_TRACK_SCORES = (0.3, 0.4, 0.5, 0.6, 0.7)
_LOST_SCORES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
_CONFIRM_FRAMES = (1, 2, 3)
_LOST_FRAMES = (1, 2, 3, 5, 8)


def replay(scores: Floats, words_alone: bool, state: State) -> Flags:
    """Whether each frame (n,) shows its candidate, by the state machine on these scores (n,)."""
    machine = TargetStateMachine(**state)
    machine.start(has_box=not words_alone)
    return np.array([machine.update(score, doubted=False).has_box for score in scores], bool)


def choose_state(traces: List[Trace], scores: List[Floats], held_said_lost: float = HELD_SAID_LOST) -> State:
    """The thresholds that break the fewest promises: a box shown of an absent target, or a right one kept back.

    Among those that keep back at most `held_said_lost` of the right ones, or, when all keep back more, that fewest. A
    wrong box of a target that is there counts only between equals: to say lost would be wrong as well, and the score
    says how far to believe it.
    """
    right, present = (np.concatenate([getattr(trace, name) for trace in traces]) for name in ('right', 'present'))

    def cost(state: State) -> tuple[float, float, float]:
        shown = np.concatenate([replay(s, trace.words_alone, state) for trace, s in zip(traces, scores)])
        kept_back = float((right & ~shown).sum() / max(right.sum(), 1))
        broken = (shown & ~present) | (right & ~shown)
        return max(kept_back, held_said_lost), float(broken.mean()), float((shown & ~right).mean())

    return min(_states(), key=cost)


def choose_gate(traces: List[Trace], gate: dict[str, Any], false_alarms: float = FALSE_ALARMS) -> dict[str, Any]:
    """A policy gate with `low` and `high` chosen by the right candidates; any other gate stays as it is.

    low: confirm_frames frames in a row are below it in `false_alarms` of the local frames. high: FINDS_MISSED of the
    views of the whole image are below it; a wrong one that passes is ended by the local look that follows. With fewer
    than ENOUGH right candidates to go by, a threshold stays.
    """
    if gate['kind'] != 'policy':
        return gate
    chosen = {'low': _quantile(_kappas(traces, SearchMode.LOCAL, gate['confirm_frames']), false_alarms),
              'high': _quantile(_kappas(traces, SearchMode.GLOBAL, 1), FINDS_MISSED)}
    return {**gate, **{name: value for name, value in chosen.items() if value is not None}}


def choose_appearance(traces: List[Trace], unrecognised: float) -> float | None:
    """`min_appearance` of a gate: that share of the right candidates is below it; None with fewer than ENOUGH.

    It is for the videos that it was chosen on alone: where the light changes, a target is less like itself.
    """
    return _quantile(_appearances(traces), unrecognised)


def _quantile(values: Floats, share: float) -> float | None:
    """What `share` of them are below."""
    return round(float(np.quantile(values, share)), 3) if len(values) >= ENOUGH else None


def _kappas(traces: List[Trace], view: SearchMode, frames: int) -> Floats:
    """Of the right candidates in that view, the greatest of the last `frames` frames."""
    return np.concatenate([_greatest(trace, frames)[_right_in(trace, view)] for trace in traces])


def _appearances(traces: List[Trace]) -> Floats:
    """Of the right candidates that could be compared with something."""
    values = np.concatenate([trace.appearances()[trace.right] for trace in traces])
    return values[~np.isnan(values)]


def _greatest(trace: Trace, frames: int) -> Floats:
    """The greatest kappa_mvlm of the last `frames` frames, at each of n."""
    kappas = trace.kappas()
    return np.array([kappas[max(0, i - frames + 1):i + 1].max() for i in range(len(kappas))])


def _right_in(trace: Trace, view: SearchMode) -> Flags:
    return trace.right & np.array([seen is view for seen in trace.views], bool)


def _states() -> Iterator[State]:
    for track, lost, confirm, frames in product(_TRACK_SCORES, _LOST_SCORES, _CONFIRM_FRAMES, _LOST_FRAMES):
        if lost <= track:
            yield {'track_score': track, 'lost_score': lost, 'confirm_frames': confirm, 'lost_frames': frames}

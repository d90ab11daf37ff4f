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

HELD_SAID_LOST = 0.05           # at most, of the frames in which the candidate is right
FALSE_ALARMS = 0.005
_TRACK_SCORES = (0.3, 0.4, 0.5, 0.6, 0.7)
_LOST_SCORES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6)
_CONFIRM_FRAMES = (1, 2, 3)
_LOST_FRAMES = (1, 2, 3, 5, 8)


def replay(scores: Floats, words_alone: bool, state: State) -> Flags:
    """Whether each frame (n,) shows its candidate, by the state machine on these scores (n,)."""
    machine = TargetStateMachine(**state)
    machine.start(has_box=not words_alone)
    return np.array([machine.update(score).has_box for score in scores], bool)


def choose_state(traces: List[Trace], scores: List[Floats]) -> State:
    """The thresholds that say the fewest wrong things, a wrong box shown or a right one kept back.

    Among those that keep back at most HELD_SAID_LOST of the right ones, or, when all keep back more, that fewest.
    """
    right = np.concatenate([trace.right for trace in traces])

    def cost(state: State) -> tuple[float, float]:
        shown = np.concatenate([replay(s, trace.words_alone, state) for trace, s in zip(traces, scores)])
        kept_back = float((right & ~shown).sum() / max(right.sum(), 1))
        return max(kept_back, HELD_SAID_LOST), float((shown != right).mean())

    return min(_states(), key=cost)


def choose_gate(traces: List[Trace], gate: dict[str, Any]) -> dict[str, Any]:
    """A policy gate with `low` and `high` chosen; any other, and a threshold that no frame speaks of, stays as it is.

    low: so that confirm_frames frames below it in a row come in FALSE_ALARMS of the local frames with a right
    candidate. high: so that of the views of the whole image the fewest wrong candidates pass and right ones do not.
    """
    if gate['kind'] != 'policy':
        return gate
    local = [_right_and_kappa(trace, SearchMode.LOCAL, gate['confirm_frames']) for trace in traces]
    whole = [_right_and_kappa(trace, SearchMode.GLOBAL, 1) for trace in traces]
    right, strongest = (np.concatenate(part) for part in zip(*local))
    found, kappa = (np.concatenate(part) for part in zip(*whole))
    chosen = {}
    if right.any():
        chosen['low'] = round(float(np.quantile(strongest[right], FALSE_ALARMS)), 3)
    if found.any() and not found.all():
        chosen['high'] = round(_parting(kappa, found), 3)
    return {**gate, **chosen}


def _right_and_kappa(trace: Trace, view: SearchMode, frames: int) -> tuple[Flags, Floats]:
    """Of the frames in that view: whether the candidate is right, and the greatest kappa of the last `frames` ones."""
    inside = np.array([seen is view for seen in trace.views], bool)
    kappas = trace.kappas()
    greatest = np.array([kappas[max(0, i - frames + 1):i + 1].max() for i in range(len(kappas))])
    return trace.right[inside], greatest[inside]


def _parting(kappa: Floats, right: Flags) -> float:
    """The value that parts right from wrong with the fewest errors: at it or above it is called right."""
    values = np.unique(np.append(kappa, 1.0))
    errors = [float(((kappa >= value) != right).mean()) for value in values]
    return float(values[int(np.argmin(errors))])


def _states() -> Iterator[State]:
    for track, lost, confirm, frames in product(_TRACK_SCORES, _LOST_SCORES, _CONFIRM_FRAMES, _LOST_FRAMES):
        if lost <= track:
            yield {'track_score': track, 'lost_score': lost, 'confirm_frames': confirm, 'lost_frames': frames}

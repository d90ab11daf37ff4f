"""The figures of a run, and of many."""
from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from vl_tracker_ros.simulation.screen import Hiding
from vl_tracker_ros.simulation.trace import Moment

IN_VIEW = 0.3           # share of the wanted one's pixels
SETTLE_S = 6.0          # after an order, until the distance is judged


@dataclass(frozen=True)
class Score:
    """Seconds since the first order; what is told apart: in_view, the wanted one was to be seen; followed, the robot
    went by its box; false, it moved by a box on something else; judged and squared_error, seconds and metres squared
    times seconds of the distance to keep; regained, seconds from each end of a hiding to following again, infinite
    for never, of those before which the wanted one was followed.
    """

    seconds: float
    in_view: float
    followed: float
    false: float
    judged: float
    squared_error: float
    collisions: int
    regained: tuple[float, ...]

    @property
    def distance_error(self) -> float:
        """RMS of the distance to the wanted one against that to keep [m]; NaN if none was judged."""
        return math.sqrt(self.squared_error / self.judged) if self.judged else math.nan


def judge(moments: Sequence[Moment], keep_m: float, hidings: Sequence[Hiding] = ()) -> Score:
    """The figures of one run, whose moments are evenly spaced, or nearly so."""
    step_s = (moments[-1].time_s - moments[0].time_s) / (len(moments) - 1)
    told = [moment for moment in moments if moment.wanted is not None]
    settled = list(_settled(told))
    return Score(
        seconds=step_s * len(told),
        in_view=step_s * sum(bool(moment.seen >= IN_VIEW) for moment in told),
        followed=step_s * sum(moment.followed == moment.wanted for moment in told),
        false=step_s * sum(moment.moving and moment.followed not in (None, moment.wanted) for moment in told),
        judged=step_s * len(settled),
        squared_error=step_s * sum((moment.distance_m - keep_m) ** 2 for moment in settled),
        collisions=moments[-1].collisions,
        regained=tuple(_regained(told, hidings)))


def total(runs: Sequence[Score]) -> Score:
    """All runs as if they were one."""
    return Score(*(sum(values, start=()) if isinstance(values[0], tuple) else sum(values)
                     for values in zip(*(vars(run).values() for run in runs))))


def median_regained(score: Score) -> float:
    """Median seconds until a hidden one was followed again; NaN where nothing was hidden, infinite: mostly never."""
    return float(np.median(score.regained)) if score.regained else math.nan


def _settled(told: Sequence[Moment]) -> Iterator[Moment]:
    for _, group in groupby(told, lambda moment: moment.wanted):
        moments = list(group)
        yield from (moment for moment in moments if moment.time_s - moments[0].time_s >= SETTLE_S)


def _regained(told: Sequence[Moment], hidings: Sequence[Hiding]) -> Iterator[float]:
    ends = [hiding.start_s for hiding in hidings[1:]] + [math.inf]
    for hiding, until_s in zip(hidings, ends):
        before = [moment for moment in told if hiding.start_s - 1.0 <= moment.time_s < hiding.start_s]
        if any(moment.followed == hiding.name for moment in before):
            yield next((moment.time_s - hiding.end_s for moment in told
                        if hiding.end_s <= moment.time_s < until_s and moment.followed == hiding.name), math.inf)

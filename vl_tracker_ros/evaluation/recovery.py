"""What no toolkit counts: is a lost target said to be lost, how soon is it found again, how soon is a new one found.

A box is right when its IoU with the truth is above 0.5. A frame without a box says that the target is lost.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.evaluation.metrics import overlaps

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Recovery:
    """Of one run; NaN where there was nothing to count.

    absent_said_lost: share of the frames with the target absent that are said lost.
    lost_said_lost: share of the frames in which the tracker does not have the target (it is absent, or no shown
    box is right) that are said lost. found_said_lost: share of the frames with the target present that are said
    lost. shown_right: share of the shown boxes that are right. regained: for every return of an absent target, the
    frames until a right box, infinite where there was none before it left again or the run ended.
    """

    absent_said_lost: float
    lost_said_lost: float
    found_said_lost: float
    shown_right: float
    regained: list[float]


def _share(of: Flags, among: Flags) -> float:
    return float(of[among].mean()) if among.any() else float('nan')


def frames_until_right(right: Flags, start: int, stop: int) -> float:
    """Frames from `start` to the first right one before `stop`, infinite without one."""
    found = np.flatnonzero(right[start:stop])
    return float(found[0]) if len(found) else float('inf')


def _returns(present: Flags) -> list[tuple[int, int]]:
    """First frame, and one past the last, of every stay of the target but that which the run begins with."""
    edges = np.diff(np.concatenate([[False], present, [False]]).astype(int))
    stays = list(zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)))
    return [(int(start), int(stop)) for start, stop in stays if start > 0]


def recovery(predicted_xywh_px: Floats, truth_xywh_px: Floats) -> Recovery:
    """predicted (n,4), NaN where no box was shown; truth (n,4), NaN where the target is absent.

    Raises ValueError when their lengths differ.
    """
    if predicted_xywh_px.shape != truth_xywh_px.shape:
        raise ValueError(f'{len(predicted_xywh_px)} predictions for {len(truth_xywh_px)} frames')
    shown, present = ~np.isnan(predicted_xywh_px).any(1), ~np.isnan(truth_xywh_px).any(1)
    right = overlaps(predicted_xywh_px, truth_xywh_px) > 0.5
    return Recovery(absent_said_lost=_share(~shown, ~present), lost_said_lost=_share(~shown, ~right),
                    found_said_lost=_share(~shown, present),
                    shown_right=_share(right, shown),
                    regained=[frames_until_right(right, *stay) for stay in _returns(present)])

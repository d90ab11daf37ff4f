"""Where an object is among its rivals: the words of place and size that hold for it and for none of them."""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.data.claims import Described

_APART, _APART_VERTICAL = 0.15, 0.18    # of the view's side: less than this, nobody would call it further left
_LARGER = 1.6                           # ratio of areas that one sees
_NEAR, _FAR = 0.5, 1.5                  # gap between boxes, in units of the target's side


def places(target: Described, rivals: list[Described], size: int) -> list[str]:
    """Keys of grammar.PLACES that are true of the target and of no rival, in a whole image of `size` pixels."""
    x, y, w, h = target.box_cxcywh / size
    xs, ys, ws, hs = np.array([r.box_cxcywh for r in rivals]).reshape(-1, 4).T / size
    areas = ws * hs
    holds = {
        'left': x < 0.45 and (xs > x + _APART).all(),
        'right': x > 0.55 and (xs < x - _APART).all(),
        'top': y < 0.42 and (ys > y + _APART_VERTICAL).all(),
        'bottom': y > 0.58 and (ys < y - _APART_VERTICAL).all(),
        'middle': abs(x - 0.5) < 0.1 and (np.abs(xs - 0.5) > 0.1 + _APART).all(),
        'large': len(areas) > 0 and (areas * _LARGER < w * h).all(),
        'small': len(areas) > 0 and (areas > _LARGER * w * h).all(),
    }
    return [place for place, held in holds.items() if held]


def gap(one: Described, other: Described) -> float:
    """Pixels between two boxes, along the axis where they are further apart; 0 when they touch."""
    apart = np.abs(one.box_cxcywh[:2] - other.box_cxcywh[:2]) - (one.box_cxcywh[2:] + other.box_cxcywh[2:]) / 2
    return max(0.0, float(apart.max()))


def neighbours(target: Described, rivals: list[Described], others: list[Described]) -> list[Described]:
    """Those of the others, no rivals, that the target is close to and every rival far from."""
    side = float(np.sqrt(target.box_cxcywh[2:].prod()))
    rival_ids = {id(rival) for rival in rivals}
    return [other for other in others if id(other) not in rival_ids and gap(target, other) < _NEAR * side
            and all(gap(rival, other) > _FAR * side for rival in rivals)]

from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.data.items import Cutout
from vl_tracker_ros.data.occlusion import hide_all, hide_part, stand_beside

BOX = np.array([40.0, 50, 30, 20])
ACTOR = Cutout(np.full((40, 30, 4), 255, np.uint8), 'box', 'white', 'drawn')


def hidden_share(view: np.ndarray) -> float:
    return float((view[50:70, 40:70] != 80).any(axis=2).mean())


def test_a_part_is_hidden_and_no_more_than_asked_for() -> None:
    rng, shares = np.random.default_rng(0), []
    for _ in range(200):
        view = np.full((120, 120, 3), 80, np.uint8)
        seen = hide_part(view, BOX, ACTOR, rng)
        x, y, w, h = (int(v) for v in seen)
        assert (view[y:y + h, x:x + w] != 80).any(), 'where it says that it is'
        shares.append(hidden_share(view))
    assert max(shares) < 0.55 and np.mean(shares) > 0.1, 'half of the box, and the soft edge'


@pytest.mark.parametrize('box', [BOX, np.array([-10.0, 100, 30, 40])])
def test_all_is_hidden(box: np.ndarray) -> None:
    rng, photo = np.random.default_rng(0), np.full((320, 320, 3), 200, np.uint8)
    for _ in range(20):
        view = np.full((120, 120, 3), 80, np.uint8)
        hide_all(view, box, photo, rng)
        x0, y0 = (max(0, int(v)) for v in box[:2])
        x1, y1 = (min(120, int(v)) for v in box[:2] + box[2:])
        assert (view[y0:y1, x0:x1] == 200).all()
        assert (view == 80).any(), 'the rest is still there'


def test_what_is_out_of_view_needs_no_cover() -> None:
    view = np.full((50, 50, 3), 80, np.uint8)
    hide_all(view, np.array([200.0, 10, 20, 20]), np.full((320, 320, 3), 200, np.uint8), np.random.default_rng(0))
    assert (view == 80).all()


def test_what_stands_beside_hides_nothing() -> None:
    rng, photo, beside = np.random.default_rng(0), np.full((320, 320, 3), 200, np.uint8), 0
    for _ in range(60):
        view = np.full((120, 120, 3), 80, np.uint8)
        stand_beside(view, BOX, photo, rng)
        assert hidden_share(view) < 0.2
        beside += bool((view == 200).any())
    assert beside > 30

from __future__ import annotations

import cv2
import numpy as np
import pytest

from vl_tracker_ros.data.items import Cutout
from vl_tracker_ros.evaluation.confidence.composed import SIZE, compose

GREY = [np.full((96, 96, 3), 120, np.uint8)]


class Balls:
    """Instead of the banks' actors: a ball, every one of another colour."""

    colours = {'red': (0, 0, 255), 'green': (0, 255, 0), 'blue': (255, 0, 0), 'yellow': (0, 255, 255)}

    def __init__(self) -> None:
        self._left = list(self.colours) * 9

    def draw(self, rng: np.random.Generator, source: str | None = None) -> tuple[Cutout, str]:
        colour = self._left.pop(0)
        image = np.zeros((48, 48, 4), np.uint8)
        cv2.circle(image, (24, 24), 23, (*self.colours[colour], 255), -1)
        return Cutout(image, 'ball', colour, 'balls'), 'balls'


def video(seed: int = 0, present: bool = True):
    return compose('drawn', Balls(), GREY, 12, np.random.default_rng(seed), present)


@pytest.mark.parametrize('seed', range(4))
def test_the_target_is_where_the_truth_says(seed: int) -> None:
    made = video(seed)
    for image, (x, y, w, h) in zip(made.images, made.boxes_xywh_px):
        assert image.shape == (SIZE, SIZE, 3)
        middle = image[int(y + h / 2), int(x + w / 2)].astype(int)
        assert middle[2] > 200 and middle[:2].max() < 60        # the first ball is red
    assert 'red' in made.sentence or 'ball' not in made.sentence


def test_it_moves_and_the_same_seed_gives_the_same_video() -> None:
    one, other = video(1), video(1)
    assert all((a == b).all() for a, b in zip(one.images, other.images)) and one.sentence == other.sentence
    assert np.ptp(one.boxes_xywh_px[:, 0]) > 1


def test_a_target_that_is_left_out_is_nowhere() -> None:
    made = video(2, present=False)
    assert np.isnan(made.boxes_xywh_px).all()
    red = [((image[..., 2] > 200) & (image[..., :2].max(2) < 60)).sum() for image in made.images]
    assert not any(red)

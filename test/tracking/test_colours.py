from __future__ import annotations

import cv2
import numpy as np
import pytest

from vl_tracker_ros.tracking.colours import COLOURS, colour_indices, colours

RED = (0, 0, 220)


def test_pixels_are_counted_as_by_a_histogram_of_hue_saturation_and_value() -> None:
    image = np.random.default_rng(0).integers(0, 256, (90, 70, 3), np.uint8)
    hsv = cv2.cvtColor(image, cv2.COLOR_BGR2HSV)
    counted = cv2.calcHist([hsv], [0, 1, 2], None, [12, 6, 4], [0, 180, 0, 256, 0, 256]).ravel()
    np.testing.assert_array_equal(np.bincount(colour_indices(image).ravel(), minlength=COLOURS), counted)


@pytest.mark.parametrize('box', [(150, 110, 10, 10), (0, 0, 1, 1), (159, 119, 1, 1), (-30, -30, 20, 20)])
def test_a_box_at_the_border_has_colours(box: tuple[float, ...]) -> None:
    image = np.full((120, 160, 3), RED, np.uint8)
    assert np.linalg.norm(colours(image, np.array(box, float))) == pytest.approx(1.0, abs=1e-3)

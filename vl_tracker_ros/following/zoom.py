"""How far to zoom so that a target has the size that is wanted, and stays in the image."""
from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.geometry import box_centre

EDGE = 0.9      # of the way from the image's centre to its edge: as far out as zooming in may bring the target


def zoom_factor(box_xywh_px: NDArray[np.float64], image_size_px: NDArray[np.float64], wanted: float,
                deadband: float, most: float) -> float:
    """The zoom that is wanted, relative to that of the image: above 1 the target is to become larger.

    wanted: the box's share of the image, of its width or height, whichever is larger. Within `deadband` of 1 it is 1;
    never more than `most` or less than 1 / `most`.
    """
    factor = wanted / float((box_xywh_px[2:] / image_size_px).max())
    reach = np.abs(box_centre(box_xywh_px) - image_size_px / 2) + box_xywh_px[2:] / 2
    factor = min(factor, max(1.0, float((EDGE * image_size_px / 2 / reach).min())))
    return 1.0 if abs(factor - 1.0) <= deadband else min(most, max(1.0 / most, factor))

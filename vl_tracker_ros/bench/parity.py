"""How far a network's outputs are from those of the reference."""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.geometry import iou_matrix


class Parity:
    """Takes the outputs of one frame after the other.

    max_abs: largest absolute difference by output, NaN once there was one. ious: of the box with the best score,
    here and there.
    """

    def __init__(self) -> None:
        self.max_abs: dict[str, float] = {}
        self.ious: list[float] = []

    def add(self, expected: Arrays, found: Arrays) -> None:
        for name, values in expected.items():
            difference = np.abs(found[name] - values).max()
            self.max_abs[name] = float(np.maximum(self.max_abs.get(name, 0.0), difference))
        self.ious.append(float(iou_matrix(_best_box(expected), _best_box(found))[0, 0]))


def _best_box(outputs: Arrays) -> np.ndarray:
    return outputs['boxes'][0, outputs['scores'][0].argmax()][None]

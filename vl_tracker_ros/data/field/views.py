"""What is done to the views of a sample, so that no two are alike: where they are cut, and how they look."""
from __future__ import annotations

import cv2
import numpy as np

from vl_tracker_ros.data.field.sampling import Sampling
from vl_tracker_ros.geometry import Box, Image, box_centre


def jittered(box_xywh_px: Box, sampling: Sampling, rng: np.random.Generator) -> Box:
    """Where a tracker may believe that the target was: the box (4,), moved and resized (OSTrack)."""
    size = box_xywh_px[2:] * np.exp(rng.normal(0, sampling.scale_jitter, 2))
    offset = np.sqrt(size.prod()) * sampling.centre_jitter * (rng.random(2) - 0.5)
    return np.concatenate([box_centre(box_xywh_px) + offset - size / 2, size])


def repainted(views: list[Image], sampling: Sampling, rng: np.random.Generator) -> list[Image]:
    """BGR views (n,n,3), all of them grey or none, each in a light of its own."""
    if rng.random() < sampling.grey_share:
        views = [_grey(view) for view in views]
    lights = 1 + sampling.brightness * rng.uniform(-1, 1, len(views))
    return [cv2.convertScaleAbs(view, alpha=max(0.0, light)) for view, light in zip(views, lights)]


def mirrored(views: list[Image], box_cxcywh_norm: Box) -> tuple[list[Image], Box]:
    """Views (n,n,3) and the box (4,) in the last one, left for right."""
    cx, *rest = box_cxcywh_norm
    return [np.ascontiguousarray(view[:, ::-1]) for view in views], np.array([1 - cx, *rest])


def _grey(view: Image) -> Image:
    return cv2.cvtColor(cv2.cvtColor(view, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)

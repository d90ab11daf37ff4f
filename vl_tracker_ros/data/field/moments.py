"""An item of a set, image or video, as the moments of one sample: a picture and the box of the target in it."""
from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from vl_tracker_ros.data.field.frames import ORDERS, Frames, within
from vl_tracker_ros.data.field.records import Clip, Shot
from vl_tracker_ros.data.field.sampling import Sampling
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.geometry import Box


class Moment(NamedTuple):
    """The target's box in a picture; of a target that is not `visible`, where it was seen last."""

    image: Path
    box_xywh_px: Box
    visible: bool = True


def moments(item: Shot | Clip, templates: int, sampling: Sampling, rng: np.random.Generator) -> list[Moment]:
    """The moments of so many templates, then that of the search view; an image is all of them.

    Raises DataError for a video whose target is visible in less than two frames.
    """
    if isinstance(item, Shot):
        return [Moment(item.image, np.array(item.box_xywh_px))] * (templates + 1)
    frames = np.flatnonzero(item.visible)
    if len(frames) < 2:
        raise DataError(f'{item.images[0].parent}: the target is visible in {len(frames)} frames')
    chosen = ORDERS[sampling.frames](frames, templates, sampling.max_gap, rng) if templates else [rng.choice(frames)]
    found = [Moment(item.images[frame], item.boxes_xywh_px[frame]) for frame in chosen]
    if not item.visible.all() and rng.random() < sampling.absent_share:
        found[-1] = _without_target(item, frames, chosen[0], sampling, rng)
    return found


def _without_target(clip: Clip, frames: Frames, base: int, sampling: Sampling, rng: np.random.Generator) -> Moment:
    """A frame near `base` where the target of `clip` is not among the visible `frames`."""
    frame = rng.choice(within(np.flatnonzero(~clip.visible), base, sampling.max_gap))
    last_seen = frames[max(np.searchsorted(frames, frame) - 1, 0)]
    return Moment(clip.images[frame], clip.boxes_xywh_px[last_seen], visible=False)

"""Training over two frames, so that T_VL learns to be of use to the next one."""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from vl_tracker_ros.models.backbones.vit import PATCH
from vl_tracker_ros.models.base import TrackerOutput

_MAX_SHIFT = 2      # cells


@dataclass
class UnrolledOutput(TrackerOutput):
    """The second frame, the `first` one, and where in the first the target stood: `shift` (2,), x and y in views."""

    first: TrackerOutput
    shift: Tensor


def unrolled(tracker: nn.Module, inputs: dict[str, Tensor]) -> UnrolledOutput:
    """Two frames: the first begins with the given, empty state, its T_VL is the state of the second.

    A training sample has one search view, which serves as both. In training the first is moved by a random whole
    number of cells: otherwise T_VL could tell the second frame where the target is, which no real previous frame can.
    """
    search = inputs['search']
    cells = torch.randint(-_MAX_SHIFT, _MAX_SHIFT + 1, (2,)) if tracker.training else torch.zeros(2, dtype=torch.long)
    first = tracker.track(**inputs | {'search': shifted(search, cells)})
    second = tracker.track(**inputs | {'state': first.next_state})
    shift = (cells * PATCH / search.shape[-1]).to(search)
    return UnrolledOutput(second.score_logits, second.boxes, second.correlation, first, shift)


def shifted(images: Tensor, cells: Tensor) -> Tensor:
    """The content of (B,3,S,S) moved by cells (x,y) of 16 pixels, zeros (the mean colour) where nothing is known."""
    x, y = (PATCH * cells).tolist()
    return F.pad(images, (x, -x, y, -y))

"""What the search tokens add to the class scores where words are alone."""
from __future__ import annotations

from torch import Tensor, nn

from vl_tracker_ros.models.layers.conv import conv_bn_relu


class WordScore(nn.Sequential):
    """(B,C,h,w) -> (B,1,h,w), added to the head's logits. Adds nothing at first."""

    def __init__(self, in_channels: int, channels: int) -> None:
        super().__init__(conv_bn_relu(in_channels, channels), nn.Conv2d(channels, 1, 1))
        nn.init.zeros_(self[-1].weight)
        nn.init.zeros_(self[-1].bias)

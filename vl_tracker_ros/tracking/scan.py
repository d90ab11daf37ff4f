"""The places that a search of the whole image looks at in turn: all of it, then its tiles."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from vl_tracker_ros.geometry import Box, Image
from vl_tracker_ros.tracking.region_of_interest import RegionOfInterest


class Scan(Protocol):
    """Which parts of an image a global search looks at; those of one image are looked at together."""

    def restart(self, near_xywh_px: Box | None = None) -> None:
        """Begin with the whole; the target was last seen near that box, if it is known."""

    def regions(self, image: Image, region: RegionOfInterest) -> list[Box]:
        """The present parts, box_xywh_px on whole pixels, of what is searched: the image (H, W, 3), or a part of it."""

    def advance(self) -> bool:
        """Go on to the next places; returns whether those are others."""


class GlobalScan:
    """One view a frame: the whole image, then `tiles` x `tiles` parts of it, row by row, and again.

    A target that is too small in a view of the whole image is `tiles` times as large in that of a tile. Neighbours
    share `overlap` of their sides, so that what lies on a border is whole in one of them. With tiles=1 every view is
    the whole image, as in the papers.
    """

    def __init__(self, tiles: int = 1, overlap: float = 0.2) -> None:
        if tiles < 1:
            raise ValueError(f'tiles {tiles} should be at least 1')
        if not 0 <= overlap < 1:
            raise ValueError(f'overlap {overlap} is not in [0, 1)')
        side = 1 / (tiles - (tiles - 1) * overlap)
        starts = [i * side * (1 - overlap) for i in range(tiles)]
        whole, parts = (0.0, 0.0, 1.0, 1.0), [(x, y, side, side) for y in starts for x in starts]
        self._regions = np.array([whole, *parts] if tiles > 1 else [whole])
        self.restart()

    def restart(self, near_xywh_px: Box | None = None) -> None:
        self._index = 0

    def regions(self, image: Image, region: RegionOfInterest) -> list[Box]:
        corner, extent = np.split(region.bounds(image.shape), 2)
        x, y, w, h = self._regions[self._index]
        low = np.floor(extent * (x, y))
        return [np.concatenate([corner + low, np.minimum(np.ceil(extent * (x + w, y + h)), extent) - low])]

    def advance(self) -> bool:
        before, self._index = self._index, (self._index + 1) % len(self._regions)
        return self._index != before

"""The places that a search for something small looks at: those with its colours, and in turn all of the image."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.geometry import Box, Image, box_centre
from vl_tracker_ros.tracking.appearance import AppearanceMemory
from vl_tracker_ros.tracking.region_of_interest import RegionOfInterest
from vl_tracker_ros.tracking.small_objects import SmallObjects


class TileScan:
    """Some views a frame: the whole image, then squares in full resolution, and again.

    The tiles come in the order of their distance from where the target was last seen, row by row where that is not
    known. How many there are follows from the image's size. Once the target's colours are known, half of the views are
    around the places of this image that have them: the likest, in the next image the next ones, and again.
    """

    def __init__(self, small: SmallObjects, appearance: AppearanceMemory) -> None:
        self._small = small
        self._appearance = appearance
        self.restart()

    def restart(self, near_xywh_px: Box | None = None) -> None:
        self._near = None if near_xywh_px is None else near_xywh_px.copy()
        self._whole: Box | None = None
        self._begin()

    def _begin(self) -> None:
        self._first = self._next = self._turn = 0

    def regions(self, image: Image, region: RegionOfInterest) -> list[Box]:
        whole_xywh_px = region.bounds(image.shape)
        if self._whole is None or not np.array_equal(self._whole, whole_xywh_px):
            self._whole, self._places = whole_xywh_px, [whole_xywh_px, *self._tiles(whole_xywh_px)]
            self._begin()
        coloured = self._coloured(image, region.mask) if len(self._places) > 1 else []
        self._next = self._first + self._small.views_per_image - len(coloured)
        return [*self._places[self._first:self._next], *coloured]

    def advance(self) -> bool:
        before, self._first = self._first, self._next
        self._turn += 1
        if self._first >= len(self._places):
            self._first = 0
        return self._first != before

    def _coloured(self, image: Image, mask: NDArray[np.bool_] | None) -> list[Box]:
        """Squares around the places whose turn it is, inside of what is searched."""
        x, y, width, height = self._whole.astype(int)
        part = np.s_[y:y + height, x:x + width]
        count = self._small.views_per_image // 2
        before = self._turn * count % self._small.places
        places = self._appearance.places(image[part], before + count, self._small.apart_px,
                                         None if mask is None else mask[part])
        side = np.minimum(self._small.tile_px, self._whole[2:])
        low = np.clip(np.round(places[before:] - side / 2), 0, self._whole[2:] - side)
        return [np.concatenate([corner, side]) for corner in low + self._whole[:2]]

    def _tiles(self, whole_xywh_px: Box) -> list[Box]:
        x, y, width, height = whole_xywh_px
        side = min(self._small.tile_px, width), min(self._small.tile_px, height)
        tiles = [np.array([x + left, y + top, *side]) for top in self._starts(height) for left in self._starts(width)]
        if self._near is not None:
            centre = box_centre(self._near)
            tiles.sort(key=lambda tile: float(np.hypot(*(box_centre(tile) - centre))))
        return tiles if len(tiles) > 1 else []

    def _starts(self, extent: float) -> NDArray[np.float64]:
        """Where tiles begin along one axis: evenly, the last one at the end."""
        rest, step = max(0.0, extent - self._small.tile_px), self._small.tile_px * (1 - self._small.overlap)
        return np.round(np.linspace(0, rest, 1 + int(np.ceil(rest / step))))

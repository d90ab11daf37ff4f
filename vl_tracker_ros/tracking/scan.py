"""The places that a search of the whole image looks at in turn: all of it, then its tiles."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.geometry import Box, box_centre


class Scan(Protocol):
    """Which parts of an image a global search looks at; those of one image are looked at together."""

    def restart(self, near_xywh_px: Box | None = None) -> None:
        """Begin with the whole; the target was last seen near that box, if it is known."""

    def regions(self, whole_xywh_px: Box) -> list[Box]:
        """The present parts, box_xywh_px on whole pixels, of what is searched: the image, or a part of it."""

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

    def regions(self, whole_xywh_px: Box) -> list[Box]:
        corner, extent = whole_xywh_px[:2], whole_xywh_px[2:]
        x, y, w, h = self._regions[self._index]
        low = np.floor(extent * (x, y))
        return [np.concatenate([corner + low, np.minimum(np.ceil(extent * (x + w, y + h)), extent) - low])]

    def advance(self) -> bool:
        before, self._index = self._index, (self._index + 1) % len(self._regions)
        return self._index != before


class TileScan:
    """`per_image` views a frame, in full resolution: the whole image, then squares of `tile_px`, and again.

    The tiles come in the order of their distance from where the target was last seen, row by row where that is not
    known. Neighbours share at least `overlap` of their sides. How many there are follows from the image's size.
    """

    def __init__(self, tile_px: int, overlap: float, per_image: int) -> None:
        self._tile_px, self._overlap, self._per_image = tile_px, overlap, per_image
        self.restart()

    def restart(self, near_xywh_px: Box | None = None) -> None:
        self._near = None if near_xywh_px is None else near_xywh_px.copy()
        self._whole: Box | None = None
        self._first = 0

    def regions(self, whole_xywh_px: Box) -> list[Box]:
        if self._whole is None or not np.array_equal(self._whole, whole_xywh_px):
            self._whole, self._places = whole_xywh_px, [whole_xywh_px, *self._tiles(whole_xywh_px)]
            self._first = 0
        return self._places[self._first:self._first + self._per_image]

    def advance(self) -> bool:
        before = self._first
        self._first += self._per_image
        if self._first >= len(self._places):
            self._first = 0
        return self._first != before

    def _tiles(self, whole_xywh_px: Box) -> list[Box]:
        x, y, width, height = whole_xywh_px
        side = min(self._tile_px, width), min(self._tile_px, height)
        tiles = [np.array([x + left, y + top, *side]) for top in self._starts(height) for left in self._starts(width)]
        if self._near is not None:
            centre = box_centre(self._near)
            tiles.sort(key=lambda tile: float(np.hypot(*(box_centre(tile) - centre))))
        return tiles if len(tiles) > 1 else []

    def _starts(self, extent: float) -> NDArray[np.float64]:
        """Where tiles begin along one axis: evenly, the last one at the end."""
        rest = max(0.0, extent - self._tile_px)
        return np.round(np.linspace(0, rest, 1 + int(np.ceil(rest / (self._tile_px * (1 - self._overlap))))))

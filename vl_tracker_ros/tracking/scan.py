"""The places that a search of the whole image looks at in turn: all of it, then its tiles."""

from __future__ import annotations

import numpy as np

from vl_tracker_ros.geometry import Box


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

    def restart(self) -> None:
        """The next view is the whole image."""
        self._index = 0

    def region(self, image_shape: tuple[int, ...]) -> Box:
        """The present part of an image (H, W, ...) as box_xywh_px, on whole pixels."""
        extent = np.array([image_shape[1], image_shape[0]])
        x, y, w, h = self._regions[self._index]
        low = np.floor(extent * (x, y))
        return np.concatenate([low, np.minimum(np.ceil(extent * (x + w, y + h)), extent) - low])

    def advance(self) -> bool:
        """Go on to the next place; returns whether that is another one."""
        before, self._index = self._index, (self._index + 1) % len(self._regions)
        return self._index != before

"""What the field's training sets hold: a described box in an image, and a described target in a video."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.reading import DataError


@dataclass(frozen=True, slots=True)
class Shot:
    """One target in one image. box_xywh_px: top-left corner and size, in pixels of the image."""

    image: Path
    box_xywh_px: tuple[float, float, float, float]
    sentence: str


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One target in one video: images (n), boxes_xywh_px (n,4) as annotated, visible (n,) bool, a sentence.

    A box means nothing where `visible` is false.
    """

    images: Sequence[Path]
    boxes_xywh_px: NDArray[np.float64]
    visible: NDArray[np.bool_]
    sentence: str


class Clips(Sequence[Clip]):
    """The videos of a set in a fixed order; each is read when it is asked for, so that 50 000 of them open at once.

    `sources` are what `read` makes a Clip from: a folder or an annotation file. Indexing raises DataError, naming
    the file, for a video that is not as it should be.
    """

    def __init__(self, sources: Sequence[Path], read: Callable[[Path], Clip]) -> None:
        self._sources, self._read = tuple(sources), read

    @property
    def names(self) -> list[str]:
        """What the videos are called, in their order."""
        return [source.stem for source in self._sources]

    def part(self, wanted: Callable[[str], bool]) -> Clips:
        """The videos whose name is wanted."""
        return Clips([source for source in self._sources if wanted(source.stem)], self._read)

    def __len__(self) -> int:
        return len(self._sources)

    def __getitem__(self, index: int) -> Clip:  # type: ignore[override]
        return self._read(self._sources[index])


def make_clip(source: Path, images: Sequence[Path], boxes_xywh_px: NDArray[np.float64], sentence: str,
              absent: NDArray[np.bool_] | None = None) -> Clip:
    """A Clip whose target is visible where its box has an area and `absent` (n,), if given, is false.

    Raises DataError, naming `source`, when images, boxes and flags differ in number.
    """
    flags = np.zeros(len(boxes_xywh_px), bool) if absent is None else absent
    if not len(images) == len(boxes_xywh_px) == len(flags):
        raise DataError(f'{source}: {len(images)} images, {len(boxes_xywh_px)} boxes, {len(flags)} flags of absence')
    has_area = np.isfinite(boxes_xywh_px).all(axis=1) & (boxes_xywh_px[:, 2:] > 0).all(axis=1)
    return Clip(images, boxes_xywh_px, has_area & ~flags, sentence)

"""One annotated video sequence, wherever it comes from."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.reading import DataError

Image = NDArray[np.uint8]
Flags = NDArray[np.bool_]


class Images(Protocol):
    """The pictures of a sequence, BGR (H,W,3), in their order; may be gone through more than once."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Image]: ...


@dataclass(frozen=True)
class ImageFiles:
    """Pictures in files. Raises DataError naming the one that cannot be read."""

    paths: tuple[Path, ...]

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[Image]:
        for path in self.paths:
            image = cv2.imread(str(path))
            if image is None:
                raise DataError(f'{path}: cannot be read as an image')
            yield image


@dataclass(frozen=True)
class VideoFile:
    """The first `count` frames of a video. Raises DataError when it has fewer."""

    path: Path
    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Image]:
        capture = cv2.VideoCapture(str(self.path))
        for index in range(self.count):
            ok, image = capture.read()
            if not ok:
                raise DataError(f'{self.path}: frame {index} of {self.count} cannot be read')
            yield image


@dataclass(frozen=True, eq=False)
class Sequence:
    """Pictures, boxes and words of one target.

    truth_xywh_px (n,4) is as annotated; absent, shotcut (n,) flag frames without the target and after a cut; cover (n,)
    is GOT-10k's visibility. sentence is empty where the data set has none. attributes are those of the data set.
    """

    name: str
    images: Images
    truth_xywh_px: NDArray[np.float64]
    sentence: str = ''
    absent: Flags | None = None
    shotcut: Flags | None = None
    cover: NDArray[np.int64] | None = None
    attributes: Mapping[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises DataError when pictures, boxes and flags differ in number."""
        count = len(self.images)
        for name in ('truth_xywh_px', 'absent', 'shotcut', 'cover'):
            values = getattr(self, name)
            if values is not None and len(values) != count:
                raise DataError(f'{self.name}: {count} images, but {name} has {len(values)} lines')

    @property
    def scored_as(self) -> str:
        """Name of what the figures are of: the sequence itself, or what it is one of several runs on (VOT)."""
        return self.name

    @property
    def boxes_xywh_px(self) -> NDArray[np.float64]:
        """True boxes (n,4), NaN where there is no target: flagged absent, or a box without extent."""
        boxes = self.truth_xywh_px.copy()
        boxes[~(boxes[:, 2:] > 0).all(1)] = np.nan
        if self.absent is not None:
            boxes[self.absent] = np.nan
        return boxes

    def frames(self) -> Iterator[Image]:
        """The pictures, BGR (H,W,3) uint8, one for each line of the ground truth.

        Raises DataError for a picture that cannot be read, and for a true box that is wholly outside of its picture.
        """
        for line, (image, box) in enumerate(zip(self.images, self.boxes_xywh_px), start=1):
            height, width = image.shape[:2]
            if (box[:2] >= (width, height)).any() or (box[:2] + box[2:] <= 0).any():
                raise DataError(f'{self.name}: line {line} of the ground truth: the box {box.tolist()} lies outside of '
                                f'the {width}x{height} image')
            yield image

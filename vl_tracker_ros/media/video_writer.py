"""An MP4 file that takes images of any size."""

from pathlib import Path

import cv2
import numpy as np


class VideoWriter:
    """Writes BGR images to an MP4 file (MPEG-4 part 2, which every OpenCV build can write).

    The first image gives the size, made even as the codec wants it; a later one of another size is
    letterboxed to it. Raises OSError when the file cannot be written.

    >>> with VideoWriter('clip.mp4', fps=30.0) as writer:
    ...     writer.write(image)
    """

    def __init__(self, path: str | Path, fps: float) -> None:
        self._path = Path(path)
        self._fps = fps
        self._file: cv2.VideoWriter | None = None
        self._size = (0, 0)

    def write(self, image: np.ndarray) -> None:
        """Append `image`, (H,W,3) uint8 BGR."""
        if self._file is None:
            self._open(image)
        self._file.write(letterbox(image, self._size))

    def close(self) -> None:
        """Finish the file; without it an MP4 cannot be played."""
        if self._file is not None:
            self._file.release()

    def __enter__(self) -> 'VideoWriter':
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self, image: np.ndarray) -> None:
        height, width = image.shape[:2]
        self._size = (width + width % 2, height + height % 2)
        self._file = cv2.VideoWriter(str(self._path), cv2.VideoWriter_fourcc(*'mp4v'), self._fps, self._size)
        if not self._file.isOpened():
            raise OSError(f'{self._path}: this video cannot be written ({width}x{height}, {self._fps:g} fps)')


def letterbox(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Fit `image` into `size` (width, height) with its aspect kept and black borders around it."""
    width, height = size
    if image.shape[:2] == (height, width):
        return image
    scale = min(width / image.shape[1], height / image.shape[0])
    inner = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    canvas = np.zeros((height, width, 3), np.uint8)
    canvas[top:top + inner[1], left:left + inner[0]] = cv2.resize(image, inner)
    return canvas

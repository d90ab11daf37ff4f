"""Frame sources: a video file, a folder of images or a camera, all read in the same way."""

import logging
import math
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

import cv2
import numpy as np

from vl_tracker_ros.media.image_folder import IMAGE_SUFFIXES, image_files

FALLBACK_FPS = 30.0  # for folders, and for containers and drivers that do not say their rate

# FFmpeg reads it when it is first used. It shall be quiet: SourceError says what is wrong, once.
os.environ.setdefault('OPENCV_FFMPEG_LOGLEVEL', '-8')

logger = logging.getLogger(__name__)


class SourceError(Exception):
    """A source cannot be read; the message names it and says why."""


class Frame(NamedTuple):
    """One frame of a source."""

    index: int  # counted from 0; in a folder the place in it, so an unreadable image leaves a gap
    stamp_s: float  # seconds since the first frame
    image: np.ndarray  # (H,W,3) uint8, BGR


class FrameSource(Protocol):
    """At least one frame, and more, to be gone through once.

    >>> with open_source('clip.mp4') as source:
    ...     for index, stamp_s, image in source:
    ...         print(index, image.shape)
    """

    fps: float
    size: tuple[int, int]  # width and height of the first frame, pixels
    frame_count: int | None  # None: not known, or without end

    def __iter__(self) -> Iterator[Frame]: ...
    def close(self) -> None: ...
    def __enter__(self) -> 'FrameSource': ...
    def __exit__(self, *_: object) -> None: ...


def open_source(spec: str | Path, loop: bool = False) -> FrameSource:
    """Open what `spec` names: a camera by its index ('0'), a folder of images, or a video file.

    With `loop` a file or folder starts again at its end; indices and stamps go on rising.
    Raises SourceError when there is nothing there, or not one frame can be read from it.
    """
    if str(spec).isdecimal():
        return CameraSource(int(spec))
    path = Path(spec)
    if path.is_dir():
        return FolderSource(path, loop)
    if not path.exists():
        raise SourceError(f'{path}: no such video file or folder')
    return VideoSource(path, loop)


class _ClosedByWith:
    """Lets a source be used in a `with` statement."""

    def close(self) -> None:
        """Nothing is held open, unless a source says otherwise."""

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class VideoSource(_ClosedByWith):
    """Frames of a video file."""

    def __init__(self, path: Path, loop: bool = False) -> None:
        self._path = path
        self._loop = loop
        self._capture = cv2.VideoCapture(str(path))
        if not self._capture.isOpened():
            raise SourceError(f'{path}: not a video that OpenCV can read')
        readable, self._first = self._capture.read()
        if not readable:
            self.close()
            raise SourceError(f'{path}: no frame could be read from this video')
        self.fps = _known_fps(self._capture, str(path))
        self.size = (self._first.shape[1], self._first.shape[0])
        self._promised = int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
        self.frame_count = self._promised if self._promised > 0 and not loop else None

    def __iter__(self) -> Iterator[Frame]:
        index = 0
        image = self._first
        while image is not None:
            yield Frame(index, index / self.fps, image)
            index += 1
            image = self._next_image()
        if index < self._promised:
            logger.warning('%s: ended after %d of %d frames', self._path, index, self._promised)

    def close(self) -> None:
        self._capture.release()

    def _next_image(self) -> np.ndarray | None:
        readable, image = self._capture.read()
        if not readable and self._loop:
            # opened anew because seeking back is not exact in every container
            self._capture.open(str(self._path))
            readable, image = self._capture.read()
        return image if readable else None


class FolderSource(_ClosedByWith):
    """Images of a folder in natural order ('2.png' before '10.png')."""

    def __init__(self, folder: Path, loop: bool = False) -> None:
        files = image_files(folder)
        if not files:
            raise SourceError(f'{folder}: no image in this folder ({", ".join(sorted(IMAGE_SUFFIXES))})')
        self._files = list(enumerate(files))
        self._loop = loop
        first = self._first_image()
        if first is None:
            raise SourceError(f'{folder}: none of the {len(files)} images in this folder can be read')
        self.fps = FALLBACK_FPS
        self.size = (first.shape[1], first.shape[0])
        self.frame_count = None if loop else len(files)
        self._period = len(files)

    def __iter__(self) -> Iterator[Frame]:
        start = 0
        while self._files:
            for position, image in self._images():
                yield Frame(start + position, (start + position) / self.fps, image)
            if not self._loop:
                return
            start += self._period

    def _first_image(self) -> np.ndarray | None:
        return next((image for _, image in self._images()), None)

    def _images(self) -> Iterator[tuple[int, np.ndarray]]:
        """Yield each readable image with its place; an unreadable one is said once, then left out."""
        for entry in tuple(self._files):
            image = cv2.imread(str(entry[1]), cv2.IMREAD_COLOR)
            if image is None:
                logger.warning('%s: not a readable image, skipped', entry[1])
                self._files.remove(entry)
            else:
                yield entry[0], image


class CameraSource(_ClosedByWith):
    """Frames of a camera, as they come, until it is closed."""

    frame_count = None

    def __init__(self, index: int) -> None:
        self._index = index
        if not Path(f'/dev/video{index}').exists():
            raise SourceError(f'camera {index}: there is no /dev/video{index}')
        self._capture = cv2.VideoCapture(index)
        readable, self._first = self._capture.read()
        if not readable:
            self.close()
            raise SourceError(f'camera {index}: no image from it; does another program use it?')
        self.fps = _known_fps(self._capture, f'camera {index}')
        self.size = (self._first.shape[1], self._first.shape[0])

    def __iter__(self) -> Iterator[Frame]:
        start = time.monotonic()
        index = 0
        readable, image = True, self._first
        while readable:
            yield Frame(index, time.monotonic() - start, image)
            index += 1
            readable, image = self._capture.read()
        logger.warning('camera %d: no more images after %d', self._index, index)

    def close(self) -> None:
        self._capture.release()


def _known_fps(capture: cv2.VideoCapture, name: str) -> float:
    fps = capture.get(cv2.CAP_PROP_FPS)
    if math.isfinite(fps) and fps > 0:
        return fps
    logger.warning('%s: does not say its frame rate, %g Hz assumed', name, FALLBACK_FPS)
    return FALLBACK_FPS

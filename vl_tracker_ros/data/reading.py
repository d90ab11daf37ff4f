"""Files of the training sets: tars of pictures, lines of JSON, videos."""
from __future__ import annotations

import json
import logging
import tarfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

_log = logging.getLogger(__name__)


class DataError(ValueError):
    """Training data that are not as they should be: which, and where."""


class ImageSet:
    """One folder of images.tar + annotations.jsonl: each annotation with its picture and its mask or label map, if any.

    Pictures that cannot be read, and those with an empty mask, are left out; one warning says how many, and which was
    the first.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = folder.name
        self._annotations = read_lines(folder / 'annotations.jsonl')
        self._images = open_tar(folder / 'images.tar')

    def __iter__(self) -> Iterator[tuple[dict, np.ndarray, np.ndarray | None]]:
        skipped = []
        for annotation in self._annotations:
            try:
                image, mask = read_image(self._images, annotation['file']), self._mask(annotation)
            except DataError as error:
                skipped.append(error)
                continue
            yield annotation, image, mask
        if skipped:
            _log.warning('%s: %d of %d pictures left out: %s', self._folder, len(skipped), len(self._annotations),
                         skipped[0])

    def _mask(self, annotation: dict) -> np.ndarray | None:
        name = annotation.get('mask') or annotation.get('segmentation')
        mask = None if name is None else read_image(self._images, name, cv2.IMREAD_GRAYSCALE)
        if 'mask' in annotation and mask is not None and not mask.any():
            raise DataError(f'{self._images.name}: {name} is an empty mask')
        return mask


def read_lines(path: Path) -> list[dict]:
    """One JSON object a line. Raises DataError."""
    try:
        return [json.loads(line) for line in path.read_text(encoding='utf-8').splitlines()]
    except ValueError as error:
        raise DataError(f'{path}: {error}') from error


def read_json(path: Path) -> dict:
    """A file that holds one JSON object. Raises DataError, and FileNotFoundError."""
    try:
        value = json.loads(path.read_text(encoding='utf-8'))
    except ValueError as error:
        raise DataError(f'{path}: {error}') from error
    if not isinstance(value, dict):
        raise DataError(f'{path}: should be an object, not {value!r}')
    return value


def open_tar(path: Path) -> tarfile.TarFile:
    """Raises DataError when it is no tar, FileNotFoundError when it is missing."""
    try:
        return tarfile.open(path)
    except tarfile.TarError as error:
        raise DataError(f'{path}: {error}') from error


def read_image(tar: tarfile.TarFile, name: str, flags: int = cv2.IMREAD_COLOR) -> np.ndarray:
    """One picture of a tar, BGR uint8 (h,w,3) or as `flags` ask. Raises DataError."""
    try:
        data = tar.extractfile(name).read()  # type: ignore[union-attr]
    except (KeyError, tarfile.TarError) as error:
        raise DataError(f'{tar.name}: {name} is not there') from error
    image = cv2.imdecode(np.frombuffer(data, np.uint8), flags) if data else None
    if image is None:
        raise DataError(f'{tar.name}: {name} is not an image')
    return image


def read_video(path: Path) -> list[np.ndarray]:
    """All frames, BGR uint8. Raises DataError when there is none."""
    capture, images = cv2.VideoCapture(str(path)), []
    while (frame := capture.read())[0]:
        images.append(frame[1])
    if not images:
        raise DataError(f'{path}: no video that can be read')
    return images

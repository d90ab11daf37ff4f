"""Image files of a folder, in natural order."""
from __future__ import annotations

import os
import re
from pathlib import Path

IMAGE_SUFFIXES = frozenset({'.bmp', '.jpeg', '.jpg', '.pgm', '.png', '.ppm', '.tif', '.tiff', '.webp'})


_NUMBERS = re.compile(r'(\d+)')


def natural_order(path: Path) -> list[int | str]:
    """Sort key: a-9 before a-10, by the last part of the path. Text and numbers alternate, and so never meet."""
    return _natural(path.name)


def image_names(folder: Path) -> tuple[str, ...]:
    """Names of the files with the suffix of an image, in natural order; none where there is no such folder."""
    if not folder.is_dir():
        return ()
    with os.scandir(folder) as entries:     # tells files from folders without asking the disk for each
        found = [entry.name for entry in entries if _has_image_suffix(entry.name) and entry.is_file()]
    return tuple(sorted(found, key=_natural))


def image_files(folder: Path) -> tuple[Path, ...]:
    """The files of `image_names`."""
    return tuple(folder / name for name in image_names(folder))


def _natural(name: str) -> list[int | str]:
    return [int(part) if part.isdecimal() else part for part in _NUMBERS.split(name)]


def _has_image_suffix(name: str) -> bool:
    return os.path.splitext(name)[1].lower() in IMAGE_SUFFIXES

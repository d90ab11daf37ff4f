"""What the folders of most data sets hold beside boxes: images, and text with a sentence."""
from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.media.image_folder import image_files


def read_text(path: Path) -> str:
    """Raises DataError for a file that is missing or is not UTF-8."""
    try:
        return path.read_text(encoding='utf-8-sig')
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f'{path}: cannot be read: {error}') from error


def first_line(path: Path) -> str:
    """The first line that is not empty, '' where there is none. Raises DataError."""
    return next((line.strip() for line in read_text(path).splitlines() if line.strip()), '')


def images_in(folder: Path, *names: str) -> tuple[Path, ...]:
    """Images of the first of the named sub-folders that has any, in natural order. Raises DataError without one."""
    for name in names:
        if found := image_files(folder / name):
            return found
    raise DataError(f'{folder}: no images in {", ".join(names)}')

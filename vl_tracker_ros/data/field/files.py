"""Files that the field's training sets cannot do without."""
from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import first_line
from vl_tracker_ros.media.image_folder import image_names


@dataclass(frozen=True)
class Frames(Sequence[Path]):
    """Images of a folder, by name. A path is made when it is asked for: a video has thousands, a sample two."""

    folder: Path
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.names)

    def __getitem__(self, index: int) -> Path:  # type: ignore[override]
        return self.folder / self.names[index]


def frames_in(folder: Path) -> Frames:
    """In natural order. Raises DataError for a folder without images."""
    if not (names := image_names(folder)):
        raise DataError(f'{folder}: no images')
    return Frames(folder, names)


def read_json(path: Path) -> Any:
    """Raises DataError for a file that is missing or is no JSON."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise DataError(f'{path}: {error}') from error


def read_sentence(path: Path) -> str:
    """The first line that is not empty. Raises DataError without one."""
    if not (sentence := first_line(path)):
        raise DataError(f'{path}: no sentence')
    return sentence


def some(root: Path, found: list[Path], wanted: str) -> list[Path]:
    """`found`. Raises DataError, naming the folder and what was looked for, when it is empty."""
    if not found:
        raise DataError(f'{root}: no {wanted}')
    return found

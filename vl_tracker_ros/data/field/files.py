"""Files that the field's training sets cannot do without."""
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import first_line


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

"""Lists of the names and shapes of official weights in test/data."""
from __future__ import annotations

import re
from pathlib import Path


def shapes_by_name(path: Path) -> dict[str, tuple[int, ...]]:
    """Shape of every weight by its name; `blocks.[8-31]` in the list stands for 24 of them."""
    shapes = {}
    for line in path.read_text().splitlines():
        pattern, *shape = line.split()
        for name in _expanded(pattern):
            shapes[name] = tuple(map(int, shape))
    return shapes


def _expanded(pattern: str) -> list[str]:
    match = re.search(r'\[(\d+)(?:-(\d+))?\]', pattern)
    if match is None:
        return [pattern]
    first, last = int(match[1]), int(match[2] or match[1])
    return [pattern.replace(match[0], str(index)) for index in range(first, last + 1)]

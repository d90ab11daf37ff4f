"""Text in columns."""
from __future__ import annotations

from collections.abc import Sequence


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """One line a row. A row with fewer cells than the first has its last cell to the end of the line."""
    whole = [row for row in rows if len(row) == len(rows[0])]
    widths = [max(map(len, column)) for column in zip(*whole)]
    padded = ([*map(str.ljust, row[:-1], widths), row[-1]] for row in rows)
    return '\n'.join('  '.join(cells).rstrip() for cells in padded)

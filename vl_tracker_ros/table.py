"""Text in columns."""
from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """One line a row. A row may have fewer cells than others: its last one goes on to the end of the line."""
    widths = [max(map(len, column)) for column in zip_longest(*(row[:-1] for row in rows), fillvalue='')]
    return '\n'.join('  '.join([*map(str.ljust, row[:-1], widths), row[-1]]).rstrip() for row in rows)

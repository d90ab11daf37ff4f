"""Reading boxes.csv back."""

import csv
from pathlib import Path
from typing import NamedTuple


class Line(NamedTuple):
    """A line of boxes.csv; the box is x,y,w,h in pixels."""

    frame: int
    box: tuple[float, float, float, float] | None
    score: float
    state: str
    search: str


def read_boxes(path: Path) -> list[Line]:
    with open(path, newline='', encoding='utf-8') as file:
        return [_line(row) for row in csv.DictReader(file)]


def _line(row: dict[str, str]) -> Line:
    box = tuple(float(row[key]) for key in 'xywh') if row['x'] else None
    return Line(int(row['frame']), box, float(row['score']), row['state'], row['search'])

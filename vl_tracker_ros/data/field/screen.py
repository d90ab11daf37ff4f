"""Entries of an image set that cannot be trained on are left out; one warning counts them."""
from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from vl_tracker_ros.data.field.records import Shot
from vl_tracker_ros.data.reading import DataError

_log = logging.getLogger(__name__)

Entry = tuple[str, Shot, tuple[int, int]]  # its name in the file, what it says, (width, height) of its image in pixels


def screened(source: Path, entries: Iterable[Entry]) -> list[Shot]:
    """The shots of `entries`, in their order, less those without image, sentence or a box in the image.

    One warning names `source`, how many entries were left out and why, and the first of them.
    Raises DataError when nothing is left.
    """
    on_disk, kept, refused, first = _Listing(), [], Counter[str](), ''
    for name, shot, size in entries:
        fault = _fault(shot, size, on_disk)
        if fault is None:
            kept.append(shot)
            continue
        first = first or f'{name}: {fault} ({shot.image.name}, box {shot.box_xywh_px})'
        refused[fault] += 1
    if not kept:
        raise DataError(f'{source}: nothing to train on' + (f'; {first}' if first else ''))
    if refused:
        reasons = ', '.join(f'{count} {fault}' for fault, count in refused.items())
        _log.warning('%s: %d of %d entries left out (%s), the first is %s', source, refused.total(),
                     refused.total() + len(kept), reasons, first)
    return kept


def pick(source: Path, name: str, entry: Any, *keys: str | int) -> Iterator[Any]:
    """The values of `keys`. Raises DataError naming the file, the entry and the key that it lacks."""
    for key in keys:
        if not isinstance(entry, dict) or key not in entry:
            raise DataError(f'{source}: {name} has no {key}')
        yield entry[key]


def box_of(source: Path, name: str, values: Sequence[Any]) -> tuple[float, float, float, float]:
    """x,y,w,h. Raises DataError naming the file and the entry when they are not four numbers."""
    try:
        x, y, w, h = map(float, values)
    except (TypeError, ValueError) as error:
        raise DataError(f'{source}: {name}: should be x,y,w,h, not {values}') from error
    return x, y, w, h


def _fault(shot: Shot, size: tuple[int, int], on_disk: _Listing) -> str | None:
    x, y, w, h = shot.box_xywh_px
    if not all(map(math.isfinite, shot.box_xywh_px)) or w <= 0 or h <= 0:
        return 'empty box'
    if x >= size[0] or y >= size[1] or x + w <= 0 or y + h <= 0:
        return 'box outside the image'
    if not shot.sentence:
        return 'no sentence'
    return None if shot.image in on_disk else 'missing image'


class _Listing:
    """Which files there are: a folder is listed once, which on network disks is far quicker than a look a file."""

    def __init__(self) -> None:
        self._names: dict[Path, frozenset[str]] = {}
        self._known: dict[Path, bool] = {}

    def __contains__(self, path: Path) -> bool:
        if path not in self._known:     # an image has many entries
            self._known[path] = self._look_up(path)
        return self._known[path]

    def _look_up(self, path: Path) -> bool:
        folder = path.parent
        if folder not in self._names:
            self._names[folder] = frozenset(p.name for p in folder.iterdir()) if folder.is_dir() else frozenset()
        return path.name in self._names[folder]

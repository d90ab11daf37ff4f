"""Which items of a set are kept from training: by name, so that it does not matter how much of a set is there."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from zlib import crc32

from vl_tracker_ros.data.field.records import Clip, Clips, Shot

_SHARE = 0.02
_DIGITS = 12        # of a COCO image's number: RefCOCOg has the same images under longer names


def split(items: Sequence[Shot] | Clips) -> tuple[Sequence[Shot] | Sequence[Clip], Sequence[Shot] | Sequence[Clip]]:
    """Those to train on, and those held out, one at least; an image goes with all its boxes, a video whole."""
    if isinstance(items, Clips):
        held_out = _held_out(items.names)
        return items.part(lambda name: name not in held_out), items.part(held_out.__contains__)
    held_out = _held_out(shot.image.stem for shot in items)
    return ([shot for shot in items if shot.image.stem not in held_out],
            [shot for shot in items if shot.image.stem in held_out])


def _held_out(names: Iterable[str]) -> set[str]:
    places = {name: crc32(name[-_DIGITS:].encode()) / 2 ** 32 for name in names}
    return {name for name, place in places.items() if place < _SHARE} or {min(places, key=places.__getitem__)}

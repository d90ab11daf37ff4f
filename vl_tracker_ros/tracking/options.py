"""What a user may ask of any tracker."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TrackerOptions:
    """`camera_motion`: the last box is moved with the background before the view around it is cut (docs/drones.md).
    `small_objects`: the targets are of some ten pixels (docs/small_objects.md)."""

    camera_motion: bool = False
    small_objects: bool = False

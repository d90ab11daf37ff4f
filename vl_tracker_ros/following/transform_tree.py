"""The frames of a robot as /tf and /tf_static tell them."""
from __future__ import annotations

from collections import deque
from functools import reduce
from operator import matmul

import numpy as np

from vl_tracker_ros.following.rigid_transform import RigidTransform

KEPT = 500      # of each moving frame: five seconds at 100 Hz


class TransformError(LookupError):
    """Two frames are not connected, or not at that time; the message says which."""


class TransformTree:
    """Answers where a frame lay in another at a time.

    A transform of a moving frame holds for `tolerance_s` around its stamp. Stamps that go back are those of a clock
    that began anew: what came before is forgotten.
    """

    def __init__(self, tolerance_s: float) -> None:
        self._tolerance_s = tolerance_s
        self._parents: dict[str, str] = {}
        self._static: dict[str, RigidTransform] = {}
        self._moving: dict[str, deque[tuple[float, RigidTransform]]] = {}

    def add(self, parent: str, child: str, stamp_s: float, transform: RigidTransform, static: bool) -> None:
        """`transform` leads from `child` to `parent`; a static one holds at all times."""
        self._parents[child] = parent
        if static:
            self._static[child] = transform
        else:
            known = self._moving.setdefault(child, deque(maxlen=KEPT))
            if known and stamp_s < known[-1][0] - self._tolerance_s:
                known.clear()
            known.append((stamp_s, transform))

    def lookup(self, target: str, source: str, stamp_s: float) -> RigidTransform:
        """What leads points of `source` into `target`. Raises TransformError."""
        up, down = self._chain(source), self._chain(target)
        meeting = next((frame for frame in up if frame in down), None)
        if meeting is None:
            raise TransformError(f'no transform from {source!r} to {target!r} has come')
        from_source, from_target = (self._along(chain[:chain.index(meeting)], stamp_s) for chain in (up, down))
        return from_target.inverse @ from_source

    def _chain(self, frame: str) -> list[str]:
        """The frame and all above it; a ring ends where it closes."""
        chain = [frame]
        while (parent := self._parents.get(chain[-1])) and parent not in chain:
            chain.append(parent)
        return chain

    def _along(self, frames: list[str], stamp_s: float) -> RigidTransform:
        """From the first of these frames to the parent of the last."""
        identity = RigidTransform(np.eye(3), np.zeros(3))
        return reduce(matmul, reversed([self._at(frame, stamp_s) for frame in frames]), identity)

    def _at(self, frame: str, stamp_s: float) -> RigidTransform:
        if frame in self._static:
            return self._static[frame]
        when_s, nearest = min(self._moving[frame], key=lambda entry: abs(entry[0] - stamp_s))
        if abs(when_s - stamp_s) > self._tolerance_s:
            raise TransformError(f'the transform of {frame!r} is {abs(when_s - stamp_s):.3f} s '
                                 f'{"older" if when_s < stamp_s else "newer"} than the image')
        return nearest

"""Ties what is said of an image to the status that says that the target is tracked in it."""
from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from vl_tracker_ros.following.heard import Heard

T = TypeVar('T')
KEPT = 32       # of both: longer than an answer to an image may take


class TrackedImages:
    """Passes on what carries the very stamp of a tracked image, whichever of the two is heard first.

    What has no partner, since one was lost on its way or another tracker said it, is never passed on.
    """

    def __init__(self) -> None:
        self._tracked: deque[float] = deque(maxlen=KEPT)
        self._waiting: deque[tuple[Heard[Any], Callable[[Heard[Any]], None]]] = deque(maxlen=KEPT)

    def hear_status(self, stamp_s: float, tracks: bool) -> None:
        """Of the image of `stamp_s`; where nothing is tracked, what is late of the images before counts no more."""
        if not tracks:
            self.forget_tracked()
            return
        self._tracked.append(stamp_s)
        matched = [each for each in self._waiting if each[0].stamp_s == stamp_s]
        self._waiting = deque((each for each in self._waiting if each[0].stamp_s != stamp_s), maxlen=KEPT)
        for said, take in matched:
            take(said)

    def hear(self, said: Heard[T], take: Callable[[Heard[T]], None]) -> None:
        """`take` gets it now, when the status of its image comes, or never."""
        if said.stamp_s in self._tracked:
            take(said)
        else:
            self._waiting.append((said, take))

    def forget_tracked(self) -> None:
        """What is late of the images so far counts no more."""
        self._tracked.clear()

    @property
    def waiting(self) -> Heard[Any] | None:
        """The newest of what waits for its status."""
        return self._waiting[-1][0] if self._waiting else None

"""What follows when the networks fail on one image after the other."""
from __future__ import annotations

from enum import Enum

LIMIT = 3       # failures in a row that are taken for more than a bad image


class Remedy(Enum):
    GO_ON = 'go on with the next image'
    RELOAD = 'load the networks anew'
    GIVE_UP = 'stop working until somebody configures the node again'


class FailureRow:
    """`LIMIT` failures in a row call for a reload; as many again, now of what was reloaded, for giving up."""

    def __init__(self) -> None:
        self._failures = 0

    def succeeded(self) -> None:
        """An image was tracked: what failed before it is forgotten."""
        self._failures = 0

    def failed(self) -> Remedy:
        """Count one image on which the networks failed."""
        self._failures += 1
        return {LIMIT: Remedy.RELOAD, 2 * LIMIT: Remedy.GIVE_UP}.get(self._failures, Remedy.GO_ON)

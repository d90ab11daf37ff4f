"""Brings together the messages that carry the stamp of the same image."""
from __future__ import annotations

from typing import Any

from builtin_interfaces.msg import Time

JUMP_S = 1.0        # back by more is a bag that starts again; topics of one image do not keep step to the millisecond


class StampJoin:
    """Holds what the topics `parts` say until all of one stamp is there, in whatever order they come.

    At most `capacity` stamps are held, the oldest go: an image that the tracker dropped is never completed. When the
    stamps of a topic jump back, all that waits is forgotten: the same stamps may come again with other images.
    """

    def __init__(self, *parts: str, capacity: int = 32) -> None:
        self._parts = set(parts)
        self._capacity = capacity
        self._waiting: dict[tuple[int, int], dict[str, Any]] = {}
        self._last_s: dict[str, float] = {}

    def add(self, part: str, stamp: Time, item: Any) -> dict[str, Any] | None:
        """Add what one topic says about the image of `stamp`; return all parts by name when all are there."""
        key = (stamp.sec, stamp.nanosec)
        self._look_for_jump(part, stamp.sec + stamp.nanosec * 1e-9)
        group = self._waiting.setdefault(key, {})
        group[part] = item
        if self._parts == group.keys():
            return self._waiting.pop(key)
        while len(self._waiting) > self._capacity:
            del self._waiting[next(iter(self._waiting))]
        return None

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()

    def _look_for_jump(self, part: str, stamp_s: float) -> None:
        if stamp_s < self._last_s.get(part, stamp_s) - JUMP_S:
            self.clear()
        self._last_s[part] = stamp_s

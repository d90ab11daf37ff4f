"""The four phrases of a description, each of another attribute of the target (ATSTrack, section 3.1)."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Phrases:
    """What the target is, what it looks like, what it does and where it is; '' where the description does not say."""

    category: str = ''
    appearance: str = ''
    action: str = ''
    location: str = ''


ATTRIBUTES = tuple(field.name for field in fields(Phrases))
Decomposer = Callable[[str], Phrases]

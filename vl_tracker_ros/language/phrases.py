"""The four phrases of a description, each of another attribute of the target (ATSTrack, section 3.1)."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any


class PhrasesError(ValueError):
    """Phrases that cannot be had: of a file or of a language model's answer; the line says which and why."""


@dataclass(frozen=True)
class Phrases:
    """What the target is, what it looks like, what it does and where it is; '' where the description does not say."""

    category: str = ''
    appearance: str = ''
    action: str = ''
    location: str = ''


ATTRIBUTES = tuple(field.name for field in fields(Phrases))
Decomposer = Callable[[str], Phrases]


def phrases_from(values: Any) -> Phrases:
    """Phrases of a mapping from attributes to texts, as YAML or JSON gives it; else raises PhrasesError."""
    if not isinstance(values, dict) or set(values) - set(ATTRIBUTES):
        raise PhrasesError(f'should be a mapping with {", ".join(ATTRIBUTES)}, not {values!r}')
    if wrong := [name for name, text in values.items() if not isinstance(text, str)]:
        raise PhrasesError(f'{wrong[0]} should be text, not {values[wrong[0]]!r}')
    return Phrases(**{name: text.strip() for name, text in values.items()})

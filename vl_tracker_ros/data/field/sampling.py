"""How samples are cut out of the field's sets: the numbers that the papers give."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from vl_tracker_ros.data.field.frames import ORDERS
from vl_tracker_ros.data.reading import DataError


@dataclass(frozen=True)
class Sampling:
    """The defaults are OSTrack's.

    A view is a square of side `factor` times the root of the box's area. Around the search view's box the size is
    jittered by exp(N(0, scale_jitter)) a side, the centre by up to half of centre_jitter times the root of the area.
    `frames` names one of `frames.ORDERS`; frames of a sample are at most `max_gap` apart.
    The shares are of samples; absent_share, of those of videos with such frames, show one without the target.
    """

    search_factor: float = 4.0
    template_factor: float = 2.0
    centre_jitter: float = 3.0
    scale_jitter: float = 0.25
    max_gap: int = 200
    frames: str = 'causal'
    flip_share: float = 0.5
    grey_share: float = 0.05
    brightness: float = 0.2             # each view times 1 - brightness to 1 + brightness
    absent_share: float = 0.0

    def __post_init__(self) -> None:
        """Raises DataError naming what is out of range."""
        for name in ('search_factor', 'template_factor', 'max_gap'):
            self._check(name, getattr(self, name) > 0, 'above 0')
        for name in ('scale_jitter', 'brightness'):
            self._check(name, getattr(self, name) >= 0, '0 or more')
        for name in ('flip_share', 'grey_share', 'absent_share'):
            self._check(name, 0 <= getattr(self, name) <= 1, 'from 0 to 1')
        self._check('centre_jitter', 0 <= self.centre_jitter <= self.search_factor,
                    'from 0 to search_factor, or the target leaves the view')
        self._check('frames', self.frames in ORDERS, f'one of {", ".join(ORDERS)}')

    def _check(self, name: str, right: bool, wanted: str) -> None:
        if not right:
            raise DataError(f'sampling: {name} should be {wanted}, not {getattr(self, name)!r}')


def read_sampling(values: Mapping[str, Any]) -> Sampling:
    """The key `sampling` of a training config; what it leaves out is OSTrack's. Raises DataError naming a wrong key."""
    kinds = {field.name: type(field.default) for field in fields(Sampling)}
    for name, value in values.items():
        if name not in kinds:
            raise DataError(f'sampling: {name} is unknown; there are {", ".join(kinds)}')
        kind = kinds[name]
        if type(value) not in ((int, float) if kind is float else (kind,)):
            raise DataError(f'sampling: {name} should be {kind.__name__}, not {value!r}')
    return Sampling(**values)

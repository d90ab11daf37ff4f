"""The numbers that a policy gate goes by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """Thresholds and times of a `PolicyGate`; raises ValueError, in one line, for one that means nothing.

    `low` judges local views and `high` whole images, in which a right candidate stands out less: either may be the
    greater. `min_appearance` [0, 1], `min_correlation` [-1, 1] and `another_object_s` are those of a `Verification`.
    """

    low: float
    high: float
    confirm_frames: int
    recover_frames: int
    cooldown_s: float
    search_budget_s: float
    give_up_s: float
    min_appearance: float
    min_correlation: float
    another_object_s: float

    def __post_init__(self) -> None:
        for name in ('low', 'high', 'min_correlation'):
            self._check(name, -1, 'a value in [-1, 1]')
        self._check('min_appearance', 0, 'a value in [0, 1]')
        if min(self.confirm_frames, self.recover_frames) < 1:
            raise ValueError('confirm_frames and recover_frames must be at least 1')
        for name in ('cooldown_s', 'search_budget_s', 'give_up_s', 'another_object_s'):
            if not getattr(self, name) >= 0:
                raise ValueError(f'{name} {getattr(self, name)} is not a time of 0 s or more')
        if 0 < self.give_up_s <= self.another_object_s:
            raise ValueError(f'another_object_s {self.another_object_s:g} is never reached: give_up_s is '
                             f'{self.give_up_s:g}')

    def _check(self, name: str, lowest: float, what: str) -> None:
        if not lowest <= getattr(self, name) <= 1:
            raise ValueError(f'{name} {getattr(self, name)} is not {what}')

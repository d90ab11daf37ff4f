"""The node-level policy: when to leave the local view, for how long, and when to give up."""

from __future__ import annotations

from vl_tracker_ros.tracking.types import Directive, Evidence, SearchMode


class PolicyGate:
    """Two thresholds on kappa_mvlm with confirmation, cool-down, search budget and give-up.

    LOCAL turns GLOBAL after `confirm_frames` frames in a row with kappa < `low`, no sooner than `cooldown_s`
    after the last global search. GLOBAL turns LOCAL after `recover_frames` frames in a row with kappa >=
    `high`, or for a look at the last place when `search_budget_s` is spent. `low` judges local views and `high`
    whole ones, where a right candidate stands out less: `high` may be the lower of the two, and the local look
    that follows then confirms the find or ends it. When kappa has not recovered for `give_up_s`, the gate stays
    LOCAL and `gave_up` is true until it recovers or is reset. Times are those of the images; when their clock
    jumps back, the timers start anew.
    """

    def __init__(self, low: float, high: float, confirm_frames: int, recover_frames: int, cooldown_s: float,
                 search_budget_s: float, give_up_s: float) -> None:
        for name, threshold in (('low', low), ('high', high)):
            if not -1 <= threshold <= 1:
                raise ValueError(f'{name} threshold {threshold} is not a kappa in [-1, 1]')
        if min(confirm_frames, recover_frames) < 1:
            raise ValueError('confirm_frames and recover_frames must be at least 1')
        self.low, self.high = low, high
        self._confirm_frames, self._recover_frames = confirm_frames, recover_frames
        self._cooldown_s, self._search_budget_s, self._give_up_s = cooldown_s, search_budget_s, give_up_s
        self.reset(SearchMode.LOCAL)

    def reset(self, mode: SearchMode) -> None:
        self._mode = mode
        self.gave_up = False
        self._weak_frames = self._strong_frames = 0
        self._restart_timers()

    def _restart_timers(self) -> None:
        self._last_stamp_s = float('-inf')
        self._mode_since_s: float | None = None
        self._cooldown_until_s = float('-inf')
        self._weak_since_s: float | None = None

    def decide(self, evidence: Evidence, stamp_s: float) -> Directive:
        if stamp_s < self._last_stamp_s:
            self._restart_timers()
        self._last_stamp_s = stamp_s
        if self._mode_since_s is None:
            self._mode_since_s = stamp_s
        self._count(evidence.kappa_mvlm, stamp_s)
        if self.gave_up:
            return Directive(SearchMode.LOCAL, 'gave up')
        step = self._from_local if self._mode is SearchMode.LOCAL else self._from_global
        return Directive(*step(stamp_s))

    def _count(self, kappa: float, stamp_s: float) -> None:
        strong = kappa >= (self.low if self._mode is SearchMode.LOCAL else self.high)
        self._strong_frames = self._strong_frames + 1 if strong else 0
        self._weak_frames = 0 if strong else self._weak_frames + 1
        if self._strong_frames >= self._recover_frames:
            self._weak_since_s, self.gave_up = None, False
        elif self._weak_since_s is None and not strong:
            self._weak_since_s = stamp_s
        if self._weak_since_s is not None and stamp_s - self._weak_since_s >= self._give_up_s:
            self.gave_up = True
            self._enter(SearchMode.LOCAL, stamp_s)

    def _enter(self, mode: SearchMode, stamp_s: float) -> None:
        if self._mode is SearchMode.GLOBAL and mode is SearchMode.LOCAL:
            self._cooldown_until_s = stamp_s + self._cooldown_s
        self._mode, self._mode_since_s = mode, stamp_s

    def _from_local(self, stamp_s: float) -> tuple[SearchMode, str]:
        if self._weak_frames < self._confirm_frames:
            return SearchMode.LOCAL, 'confident' if self._weak_frames == 0 else 'confirming the loss'
        if stamp_s < self._cooldown_until_s:
            return SearchMode.LOCAL, 'cooling down after a global search'
        self._enter(SearchMode.GLOBAL, stamp_s)
        return SearchMode.GLOBAL, f'kappa below {self.low:g} for {self._weak_frames} frames'

    def _from_global(self, stamp_s: float) -> tuple[SearchMode, str]:
        if self._strong_frames >= self._recover_frames:
            self._enter(SearchMode.LOCAL, stamp_s)
            return SearchMode.LOCAL, f'kappa at {self.high:g} or above for {self._strong_frames} frames'
        if stamp_s - self._mode_since_s >= self._search_budget_s:
            self._enter(SearchMode.LOCAL, stamp_s)
            return SearchMode.LOCAL, 'search budget spent: a look at the last place'
        return SearchMode.GLOBAL, 'searching'

"""The node-level policy: when to leave the local view, for how long, and when to give up."""

from __future__ import annotations

from vl_tracker_ros.tracking.policy import Policy
from vl_tracker_ros.tracking.types import Directive, Evidence, Find, SearchMode, TargetState
from vl_tracker_ros.tracking.verification import Verification

LOOK_S = 1.0  # of local views in which nothing is believed, whatever their kappa


class PolicyGate:
    """Two thresholds on kappa_mvlm with confirmation, cool-down, search budget, verification and give-up.

    LOCAL turns GLOBAL after `confirm_frames` frames in a row with kappa < `low`, no sooner than `cooldown_s`
    after the last global search. GLOBAL turns LOCAL after `recover_frames` frames in a row with kappa >=
    `high`, or for a look at the last place when `search_budget_s` is spent. `low` judges local views and `high`
    whole ones, where a right candidate stands out less: `high` may be the lower of the two, and the local look
    that follows then confirms the find or ends it. From a search on, a frame counts as one with such a kappa only
    if what it shows passes the `Verification`. LOCAL turns GLOBAL as well when for `LOOK_S` of local views nothing
    was believed, the target being lost or not found yet, or uncertain and what is seen unlike it: something that is
    not it may stand out there. When kappa has not recovered for `give_up_s`, the gate stays LOCAL and `gave_up` is
    true until it recovers or is reset. Times are those of the images; when their clock jumps back, the timers start
    anew.
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy  # another may be set at any time: what is under way goes on by it
        self._verification = Verification()
        self._last_stamp_s = float('-inf')
        self.reset(SearchMode.LOCAL)

    def reset(self, mode: SearchMode) -> None:
        self._enter_anew(mode)
        self._searched, self._believed = False, True
        self._verification.reset()

    def look(self) -> None:
        """As after a search of its own; how long finds have been unlike the target is known over all looks."""
        self._enter_anew(SearchMode.LOCAL)
        self._searched = True
        self._verification.doubt()

    def hear(self, state: TargetState) -> None:
        alike = self._verification.find is Find.TRUSTED
        self._believed = state is TargetState.TRACKING or state is TargetState.UNCERTAIN and alike
        if state.in_doubt:
            self._verification.doubt()

    def _enter_anew(self, mode: SearchMode) -> None:
        self._mode = mode
        self.gave_up = False
        self._weak_frames = self._strong_frames = 0
        self._restart_timers()

    def _restart_timers(self) -> None:
        self._mode_since_s: float | None = None
        self._cooldown_until_s = float('-inf')
        self._weak_since_s: float | None = None
        self._look_since_s: float | None = None

    def decide(self, evidence: Evidence, stamp_s: float) -> Directive:
        if stamp_s < self._last_stamp_s:
            self._restart_timers()
            self._verification.restart_timer()
        self._last_stamp_s = stamp_s
        if self._mode_since_s is None:
            self._mode_since_s = stamp_s
        if self._believed or self._mode is SearchMode.GLOBAL:
            self._look_since_s = None
        elif self._look_since_s is None:
            self._look_since_s = stamp_s
        self._count(*self._judge(evidence, stamp_s), stamp_s)
        mode, reason = self._step(stamp_s)
        return Directive(mode, reason, find=self._verification.find)

    def _judge(self, evidence: Evidence, stamp_s: float) -> tuple[bool, bool]:
        """Whether the frame is a find, and whether it is a loss: one that is unlike is neither, until a search."""
        strong = evidence.kappa_mvlm >= (self.policy.low if self._mode is SearchMode.LOCAL else self.policy.high)
        passes = self._verification.passes(evidence, self.policy, strong, stamp_s)
        return strong and passes, not strong or self._searched and not passes

    def _step(self, stamp_s: float) -> tuple[SearchMode, str]:
        if self.gave_up:
            return SearchMode.LOCAL, 'gave up'
        return self._from_local(stamp_s) if self._mode is SearchMode.LOCAL else self._from_global(stamp_s)

    def _count(self, found: bool, lost: bool, stamp_s: float) -> None:
        self._strong_frames = self._strong_frames + 1 if found else 0
        self._weak_frames = self._weak_frames + 1 if lost else 0
        if self._strong_frames >= self.policy.recover_frames:
            self._weak_since_s, self.gave_up, self._searched = None, False, False
        elif self._weak_since_s is None and lost:
            self._weak_since_s = stamp_s
        if self._weak_since_s is not None and stamp_s - self._weak_since_s >= self.policy.give_up_s:
            self.gave_up = True
            self._enter(SearchMode.LOCAL, stamp_s)

    def _enter(self, mode: SearchMode, stamp_s: float) -> None:
        if self._mode is SearchMode.GLOBAL and mode is SearchMode.LOCAL:
            self._cooldown_until_s = stamp_s + self.policy.cooldown_s
        self._mode, self._mode_since_s = mode, stamp_s

    def _from_local(self, stamp_s: float) -> tuple[SearchMode, str]:
        in_vain = self._look_since_s is not None and stamp_s - self._look_since_s >= LOOK_S
        if self._weak_frames < self.policy.confirm_frames and not in_vain:
            return SearchMode.LOCAL, 'confident' if self._weak_frames == 0 else 'confirming the loss'
        if stamp_s < self._cooldown_until_s:
            return SearchMode.LOCAL, 'cooling down after a global search'
        self._enter(SearchMode.GLOBAL, stamp_s)
        reason = (f'nothing is believed for {LOOK_S:g} s of local views' if in_vain else
                  f'kappa below {self.policy.low:g} for {self._weak_frames} frames')
        again, self._searched = self._searched, True
        self._verification.doubt()
        return SearchMode.GLOBAL, 'not at the last place: searching on' if again else reason

    def _from_global(self, stamp_s: float) -> tuple[SearchMode, str]:
        if self._strong_frames >= self.policy.recover_frames:
            self._enter(SearchMode.LOCAL, stamp_s)
            return SearchMode.LOCAL, f'kappa at {self.policy.high:g} or above for {self._strong_frames} frames'
        if stamp_s - self._mode_since_s >= self.policy.search_budget_s:
            self._enter(SearchMode.LOCAL, stamp_s)
            return SearchMode.LOCAL, 'search budget spent: a look at the last place'
        return SearchMode.GLOBAL, 'searching'

"""Whether what a search finds is what was lost."""

from __future__ import annotations

from vl_tracker_ros.tracking.policy import Policy
from vl_tracker_ros.tracking.types import Evidence, Find


class Verification:
    """Doubts what is found from a loss until it is alike for `recover_frames` frames in a row.

    Alike are its correlation with the words, and its colours with those that were remembered while the target was
    tracked; before there are any, every find is alike. What convinces otherwise but is unlike for
    `another_object_s`, without a break, is another object; 0: never.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """A new target: nothing was lost."""
        self.find = Find.TRUSTED
        self._alike_frames = 0
        self.restart_timer()

    def doubt(self) -> None:
        """The target is not surely seen any more."""
        if self.find is Find.TRUSTED:
            self.find = Find.DOUBTED
            self.restart_timer()

    def restart_timer(self) -> None:
        self._unlike_since_s: float | None = None

    def passes(self, evidence: Evidence, policy: Policy, convincing: bool, stamp_s: float) -> bool:
        """Take one frame, in which kappa is convincing or not; returns whether it may show the target."""
        alike = _alike(evidence, policy)
        self._alike_frames = self._alike_frames + 1 if alike else 0
        if self.find is Find.TRUSTED:
            return True
        if self._alike_frames >= policy.recover_frames:
            self.find = Find.TRUSTED
        elif alike or not convincing:
            self.restart_timer()
        else:
            self._wait(policy.another_object_s, stamp_s)
        return alike

    def _wait(self, another_object_s: float, stamp_s: float) -> None:
        if self._unlike_since_s is None:
            self._unlike_since_s = stamp_s
        if 0 < another_object_s <= stamp_s - self._unlike_since_s:
            self.find = Find.ANOTHER


def _alike(evidence: Evidence, policy: Policy) -> bool:
    """NaN, of what is not known, speaks against nothing."""
    return not (evidence.appearance < policy.min_appearance or evidence.correlation < policy.min_correlation)

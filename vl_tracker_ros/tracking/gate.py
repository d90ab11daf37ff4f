"""Gates turn the evidence of one frame into the view for the next one: LOCAL or GLOBAL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.tracking.policy import Policy
from vl_tracker_ros.tracking.policy_gate import PolicyGate
from vl_tracker_ros.tracking.types import Directive, Evidence, Find, SearchMode, TargetState


class Gate(Protocol):
    """Decides where to look next."""

    def reset(self, mode: SearchMode) -> None:
        """Forget the past; the view in use is `mode`: GLOBAL after words alone, LOCAL after a box."""

    def look(self) -> None:
        """Someone else has searched the whole image: the view is local now, and what it shows may be something else."""

    def hear(self, state: TargetState) -> None:
        """What is said of the target now. In doubt, what is found may be something else."""

    def decide(self, evidence: Evidence, stamp_s: float) -> Directive:
        """Give the directive for the frame after the one of `evidence`, which was taken at `stamp_s`."""


class CandidateGate:
    """The paper's rule: stay local while some candidate has kappa_mvlm >= tau (MVLM, key design 4)."""

    def __init__(self, tau: float) -> None:
        self.tau = tau

    def reset(self, mode: SearchMode) -> None:
        """Nothing to forget: the rule has no past."""

    def look(self) -> None:
        """Nothing to do: the rule trusts what others find."""

    def hear(self, state: TargetState) -> None:
        """Nothing to do: the rule trusts what it finds."""

    def select(self, kappa_mvlm: NDArray[np.floating], class_scores: NDArray[np.floating]) -> tuple[int, int]:
        """Choose among candidates (N,): the best class score with kappa >= tau, else the best of all.

        Returns its index and the number of candidates with kappa >= tau.
        """
        reliable = kappa_mvlm >= self.tau
        count = int(np.count_nonzero(reliable))
        scores = np.where(reliable, class_scores, -np.inf) if count else class_scores
        return int(np.argmax(scores)), count

    def decide(self, evidence: Evidence, stamp_s: float) -> Directive:
        if evidence.candidates:
            return Directive(SearchMode.LOCAL, f'{evidence.candidates} candidates with kappa >= {self.tau:g}')
        return Directive(SearchMode.GLOBAL, f'no candidate with kappa >= {self.tau:g}')


class ExternalGate:
    """Follows directives from outside, and its own gate when none came for `timeout_s` seconds."""

    def __init__(self, own: Gate, timeout_s: float) -> None:
        self._own = own
        self._timeout_s = timeout_s
        self._received: tuple[Directive, float] | None = None

    def receive(self, mode: SearchMode, find: Find, reason: str, stamp_s: float) -> None:
        """Hold a directive that is about the image of `stamp_s`."""
        self._received = Directive(mode, reason, 'external', find), stamp_s

    def reset(self, mode: SearchMode) -> None:
        """Forget the directive: it was about another target."""
        self._own.reset(mode)
        self._received = None

    def look(self) -> None:
        """Forget the directive: it was about another place."""
        self._own.look()
        self._received = None

    def hear(self, state: TargetState) -> None:
        self._own.hear(state)

    def decide(self, evidence: Evidence, stamp_s: float) -> Directive:
        own = self._own.decide(evidence, stamp_s)
        if self._received is None:
            return replace(own, reason=f'no external directive yet: {own.reason}')
        directive, received_s = self._received
        if abs(stamp_s - received_s) <= self._timeout_s:
            return directive
        return replace(own, reason=f'no external directive for {self._timeout_s:g} s: {own.reason}')


def create_gate(spec: dict[str, Any]) -> Gate:
    """Make a gate of a bundle's `gate` section: `kind` (candidate or policy), `tau`, and the policy's values.

    Raises ValueError for an unknown kind and for keys that are missing or unknown.
    """
    values = dict(spec)
    kind = values.pop('kind', None)
    if kind not in _KINDS:
        raise ValueError(f'unknown gate kind {kind!r}; there are {", ".join(_KINDS)}')
    if 'tau' not in values:
        raise ValueError("gate needs 'tau', the kappa of a reliable candidate")
    try:
        return _KINDS[kind](**values)
    except TypeError as error:
        raise ValueError(f'{kind} gate: {error}') from None


def _policy_gate(tau: float, **values: Any) -> PolicyGate:
    """`tau` is for the choice among candidates, which the tracker makes; the policy has its thresholds."""
    return PolicyGate(Policy(**values))


_KINDS: dict[str, Callable[..., Gate]] = {'candidate': CandidateGate, 'policy': _policy_gate}

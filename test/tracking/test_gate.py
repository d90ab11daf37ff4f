from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from support.policy import NUMBERS

from vl_tracker_ros.tracking.gate import CandidateGate, ExternalGate, create_gate
from vl_tracker_ros.tracking.policy_gate import PolicyGate
from vl_tracker_ros.tracking.types import Evidence, Find, SearchMode

LOCAL, GLOBAL = SearchMode.LOCAL, SearchMode.GLOBAL
POLICY = {'kind': 'policy', 'tau': 0.1, **NUMBERS}


def evidence(candidates: int) -> Evidence:
    return Evidence(0.5, 0.0, 0.0, 0.2, 0.2, 0.2, candidates)


def test_best_class_score_of_the_reliable_candidates_is_selected() -> None:
    kappa, scores = np.array([0.2, 0.05, 0.3, 0.1]), np.array([0.4, 0.9, 0.3, 0.5])
    assert CandidateGate(0.1).select(kappa, scores) == (3, 3)


def test_best_of_all_is_selected_where_none_is_reliable() -> None:
    assert CandidateGate(0.9).select(np.array([0.2, 0.3]), np.array([0.6, 0.5])) == (0, 0)


def test_no_reliable_candidate_means_global() -> None:
    gate = CandidateGate(0.1)
    assert gate.decide(evidence(1), 0.0).mode is LOCAL
    directive = gate.decide(evidence(0), 0.0)
    assert directive.mode is GLOBAL and 'kappa >= 0.1' in directive.reason


def test_external_directive_holds_until_its_time_is_over() -> None:
    gate = ExternalGate(CandidateGate(0.1), timeout_s=1.0)
    gate.receive(GLOBAL, Find.DOUBTED, 'an operator', 10.0)
    held = gate.decide(evidence(5), 10.9)
    assert (held.mode, held.reason, held.source) == (GLOBAL, 'an operator', 'external')
    late = gate.decide(evidence(5), 11.1)
    assert (late.mode, late.source) == (LOCAL, 'own')
    assert 'no external directive for 1 s' in late.reason


def test_external_directive_from_before_a_jump_back_does_not_hold() -> None:
    gate = ExternalGate(CandidateGate(0.1), timeout_s=1.0)
    gate.receive(GLOBAL, Find.DOUBTED, 'an operator', 100.0)
    assert gate.decide(evidence(5), 3.0).source == 'own'


@pytest.mark.parametrize('forget', [lambda gate: gate.reset(LOCAL), lambda gate: gate.look()])
def test_external_directive_is_forgotten_with_its_target_and_its_place(forget: Callable[[ExternalGate], None]) -> None:
    gate = ExternalGate(CandidateGate(0.1), timeout_s=1.0)
    gate.receive(GLOBAL, Find.DOUBTED, 'an operator', 10.0)
    forget(gate)
    directive = gate.decide(evidence(5), 10.0)
    assert directive.source == 'own' and 'no external directive yet' in directive.reason


def test_gates_are_made_by_kind() -> None:
    assert isinstance(create_gate({'kind': 'candidate', 'tau': 0.1}), CandidateGate)
    assert isinstance(create_gate(POLICY), PolicyGate)


@pytest.mark.parametrize(('spec', 'cause'), [
    ({'kind': 'oracle', 'tau': 0}, "unknown gate kind 'oracle'; there are candidate, policy"),
    ({'tau': 0}, 'unknown gate kind None'),
    ({'kind': 'candidate'}, "needs 'tau'"),
    ({'kind': 'policy', 'tau': 0}, 'policy gate: .*missing'),
    ({'kind': 'candidate', 'tau': 0, 'low': 1}, "candidate gate: .*'low'"),
    ({**POLICY, 'speed': 3}, "unexpected keyword argument 'speed'"),
    ({**POLICY, 'low': 1.5}, r'low 1.5 is not a value in \[-1, 1\]'),
    ({**POLICY, 'recover_frames': 0}, 'must be at least 1'),
])
def test_spec_is_checked(spec: dict[str, object], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        create_gate(spec)

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

import pytest
from support.policy import NUMBERS

from vl_tracker_ros.tracking.policy import Policy
from vl_tracker_ros.tracking.policy_gate import LOOK_S, PolicyGate
from vl_tracker_ros.tracking.types import Directive, Evidence, Find, SearchMode, TargetState

LOCAL, GLOBAL = SearchMode.LOCAL, SearchMode.GLOBAL
GOOD, MIDDLE, BAD = 0.5, 0.2, 0.0
ALIKE, UNLIKE = 0.9, 0.1


def policy(**changed: float) -> PolicyGate:
    return PolicyGate(Policy(**{**NUMBERS, **changed}))


def decide(gate: PolicyGate, kappa: float, stamp_s: float, appearance: float = math.nan) -> Directive:
    return gate.decide(Evidence(0.5, 0.0, 0.0, kappa, kappa, kappa, 0, appearance=appearance), stamp_s)


def modes(gate: PolicyGate, kappas: Iterable[float], start_s: float = 0.0,
          step_s: float = 0.1) -> list[SearchMode]:
    return [decide(gate, kappa, start_s + step_s * index).mode for index, kappa in enumerate(kappas)]


def test_loss_is_confirmed_by_frames_in_a_row() -> None:
    assert modes(policy(), [BAD, BAD, MIDDLE, BAD, BAD, BAD]) == [LOCAL] * 5 + [GLOBAL]


def test_recovery_needs_the_high_threshold_in_a_row() -> None:
    kappas = [BAD] * 3 + [MIDDLE, GOOD, MIDDLE, GOOD, GOOD]
    assert modes(policy(), kappas) == [LOCAL] * 2 + [GLOBAL] * 5 + [LOCAL]


def test_between_the_thresholds_nothing_changes() -> None:
    gate = policy()
    assert modes(gate, [MIDDLE] * 20) == [LOCAL] * 20
    gate.reset(GLOBAL)
    assert modes(gate, [MIDDLE] * 20) == [GLOBAL] * 20


@pytest.mark.parametrize('state', [TargetState.LOST, TargetState.SEARCHING])
def test_what_stands_out_but_is_not_believed_does_not_end_the_search(state: TargetState) -> None:
    gate = policy(recover_frames=1, cooldown_s=0.0)
    gate.hear(state)
    found = modes(gate, [GOOD] * 14)
    assert found == [LOCAL] * 10 + [GLOBAL] + [LOCAL] * 3, f'a look of {LOOK_S} s, a view of the whole image, a look'
    gate.hear(TargetState.TRACKING)
    assert modes(gate, [GOOD] * 30, 2.0) == [LOCAL] * 30


@pytest.mark.parametrize(('appearance', 'last'), [(UNLIKE, GLOBAL), (ALIKE, LOCAL)])
def test_an_uncertain_target_is_searched_for_when_what_is_seen_is_long_unlike_it(appearance: float,
                                                                                 last: SearchMode) -> None:
    gate = policy()
    for index in range(12):
        gate.hear(TargetState.UNCERTAIN)
        found = decide(gate, GOOD, 0.1 * index, appearance).mode
        assert index == 11 or found is LOCAL
    assert found is last


def test_reset_begins_in_the_view_in_use() -> None:
    gate = policy()
    gate.reset(GLOBAL)
    assert modes(gate, [BAD, GOOD, GOOD]) == [GLOBAL, GLOBAL, LOCAL]


def test_search_budget_gives_a_look_at_the_last_place_then_a_cool_down() -> None:
    gate = policy(search_budget_s=2.0, cooldown_s=1.0, confirm_frames=1)
    found = modes(gate, [BAD] * 9, step_s=0.5)
    assert found == [GLOBAL] * 4 + [LOCAL, LOCAL] + [GLOBAL] * 3
    gate.reset(LOCAL)
    reasons = [decide(gate, BAD, 0.5 * index).reason for index in range(6)]
    assert 'last place' in reasons[4] and 'cooling down' in reasons[5]


def test_cool_down_counts_between_two_searches_only() -> None:
    gate = policy(confirm_frames=1, recover_frames=1, cooldown_s=1.0)
    assert modes(gate, [BAD, GOOD, BAD, BAD, GOOD, BAD], step_s=0.4) == [
        GLOBAL, LOCAL, LOCAL, LOCAL, LOCAL, GLOBAL]


def test_gives_up_after_a_time_and_stays_local() -> None:
    gate = policy(give_up_s=3.0)
    directives = [decide(gate, BAD, 0.5 * index) for index in range(12)]
    assert directives[5].mode is GLOBAL
    assert all(d.mode is LOCAL and d.reason == 'gave up' for d in directives[6:])
    assert gate.gave_up


def test_gave_up_ends_when_the_target_is_seen_again() -> None:
    gate = policy(give_up_s=1.0)
    modes(gate, [BAD] * 20)
    assert gate.gave_up
    assert decide(gate, GOOD, 3.0).reason == 'gave up'
    assert decide(gate, GOOD, 3.1).mode is LOCAL
    assert not gate.gave_up
    assert modes(gate, [BAD] * 3, start_s=10.0)[-1] is GLOBAL


def test_reset_ends_giving_up() -> None:
    gate = policy(give_up_s=1.0)
    modes(gate, [BAD] * 20)
    gate.reset(GLOBAL)
    assert not gate.gave_up
    assert decide(gate, BAD, 5.0).mode is GLOBAL


def test_a_clock_that_jumps_back_starts_the_timers_anew() -> None:
    gate = policy(search_budget_s=2.0, confirm_frames=1, give_up_s=4.0)
    assert modes(gate, [BAD] * 3, start_s=1000.0, step_s=0.6) == [GLOBAL] * 3
    assert modes(gate, [BAD] * 3, start_s=5.0, step_s=0.6) == [GLOBAL] * 3
    assert decide(gate, BAD, 7.1).mode is LOCAL
    assert not gate.gave_up


def test_cool_down_does_not_outlive_a_jump_back() -> None:
    gate = policy(confirm_frames=1, recover_frames=1, cooldown_s=10.0)
    assert modes(gate, [BAD, GOOD], start_s=1000.0) == [GLOBAL, LOCAL]
    assert decide(gate, BAD, 0.0).mode is GLOBAL


def test_each_view_has_its_own_threshold() -> None:
    gate = policy(low=0.3, high=0.1, confirm_frames=2, recover_frames=1, cooldown_s=0.0)
    assert modes(gate, [MIDDLE, MIDDLE, BAD, MIDDLE, GOOD, GOOD]) == [LOCAL, GLOBAL, GLOBAL, LOCAL, LOCAL, LOCAL]


def test_what_a_search_finds_counts_when_it_looks_like_the_target() -> None:
    gate = policy(confirm_frames=1, recover_frames=2)
    assert decide(gate, BAD, 0.0).find is Find.DOUBTED
    unlike = [decide(gate, GOOD, 0.1 * i, UNLIKE) for i in range(1, 20)]
    assert {(d.mode, d.find) for d in unlike} == {(GLOBAL, Find.DOUBTED)}
    alike = [decide(gate, GOOD, 2.0 + 0.1 * i, ALIKE) for i in range(2)]
    assert [(d.mode, d.find) for d in alike] == [(GLOBAL, Find.DOUBTED), (LOCAL, Find.TRUSTED)]


def test_a_look_at_the_last_place_is_no_find_while_it_shows_something_else() -> None:
    gate = policy(confirm_frames=2, search_budget_s=1.0, cooldown_s=0.0)
    found = [decide(gate, kappa, 0.5 * i, UNLIKE).mode for i, kappa in enumerate([BAD, BAD, *[GOOD] * 4])]
    assert found == [LOCAL, GLOBAL, GLOBAL, LOCAL, GLOBAL, GLOBAL]


def test_a_target_that_changes_in_sight_is_not_searched_for() -> None:
    gate = policy(confirm_frames=1)
    assert {decide(gate, GOOD, 0.1 * i, UNLIKE).mode for i in range(10)} == {LOCAL}
    gate.hear(TargetState.UNCERTAIN)
    assert {(d.mode, d.find) for d in (decide(gate, GOOD, 1.0 + 0.1 * i, UNLIKE) for i in range(10))} == {
        (LOCAL, Find.DOUBTED)}
    assert [decide(gate, GOOD, 2.0 + 0.1 * i, ALIKE).find for i in range(2)] == [Find.DOUBTED, Find.TRUSTED]


def test_something_else_for_long_is_another_object() -> None:
    gate = policy(confirm_frames=1, another_object_s=1.0)
    decide(gate, BAD, 0.0)
    assert [decide(gate, GOOD, 0.5 * i, UNLIKE).find for i in range(1, 4)] == [
        Find.DOUBTED, Find.DOUBTED, Find.ANOTHER]
    gate.reset(GLOBAL)
    assert decide(gate, GOOD, 2.0).find is Find.TRUSTED


def test_what_someone_else_finds_is_doubted_and_looked_at_as_after_a_search() -> None:
    gate = policy(confirm_frames=2, another_object_s=1.0)
    gate.look()
    assert [(d.mode, d.find) for d in (decide(gate, GOOD, 0.1 * i, UNLIKE) for i in range(2))] == [
        (LOCAL, Find.DOUBTED), (GLOBAL, Find.DOUBTED)]
    gate.look()
    assert decide(gate, GOOD, 0.9, UNLIKE).find is Find.DOUBTED
    gate.look()
    assert decide(gate, GOOD, 1.0, UNLIKE).find is Find.ANOTHER, 'the time goes on over all looks'


def test_what_someone_else_finds_counts_when_it_is_alike() -> None:
    gate = policy(confirm_frames=1, give_up_s=1.0)
    for index in range(20):
        decide(gate, BAD, 0.1 * index, UNLIKE)
    assert gate.gave_up
    gate.look()
    assert [(d.mode, d.find) for d in (decide(gate, GOOD, 9.0 + 0.1 * i, ALIKE) for i in range(2))] == [
        (LOCAL, Find.DOUBTED), (LOCAL, Find.TRUSTED)]
    assert not gate.gave_up


def test_numbers_may_change_while_it_searches() -> None:
    gate = policy(confirm_frames=1)
    assert modes(gate, [BAD, MIDDLE, MIDDLE]) == [GLOBAL] * 3
    gate.policy = replace(gate.policy, high=MIDDLE)
    assert modes(gate, [MIDDLE] * 2, start_s=0.3) == [GLOBAL, LOCAL]


@pytest.mark.parametrize(('changed', 'cause'), [
    ({'low': math.nan}, 'low nan is not a value in'), ({'high': -1.1}, 'high -1.1 is not'),
    ({'min_appearance': -0.1}, r'min_appearance -0.1 is not a value in \[0, 1\]'),
    ({'min_correlation': 2.0}, 'min_correlation 2.0 is not'), ({'cooldown_s': -1.0}, 'cooldown_s -1.0 is not a time'),
    ({'confirm_frames': 0}, 'must be at least 1'),
    ({'another_object_s': 60.0}, 'another_object_s 60 is never reached: give_up_s is 60')])
def test_numbers_that_mean_nothing_are_refused(changed: dict[str, float], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        policy(**changed)

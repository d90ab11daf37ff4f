"""The bounds against simulated trackers whose noise is known."""
from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vl_tracker_ros.evaluation.bounds import (
    Frames, mislocalization_bound, ranking_bounds, relocalization_bound, sweep)

N = 20000


def frames(**columns: Any) -> Frames:
    count = max(np.size(value) for value in columns.values())
    defaults = {'margins': 1.0, 'kappas': 0.5, 'competitors': 3, 'tokens': 4, 'excluded': False, 'failed': False}
    return Frames(**{name: np.broadcast_to(columns.get(name, value), count) for name, value in defaults.items()})


def test_theorem_1_by_hand() -> None:
    found = mislocalization_bound([2.0, 4.0], target_tokens=4, tokens=[4, 2], sigma=1.0)
    assert found == pytest.approx(np.exp(-4 / (2 * 0.5)) + np.exp(-16 / (2 * 0.75)))


def test_theorem_2_is_theorem_1_for_equal_boxes() -> None:
    assert ranking_bounds(1.2, 3, 5, 0.4) == pytest.approx(mislocalization_bound([1.2] * 3, 5, [5] * 3, 0.4))


@pytest.mark.parametrize('margin', [0.0, -3.0])
def test_without_a_positive_margin_nothing_is_said(margin: float) -> None:
    assert mislocalization_bound([margin], 4, [4], 1.0) == ranking_bounds(margin, 1, 4, 1.0) == 1


@pytest.mark.parametrize('sigma', [0, -1, np.nan, np.inf])
def test_a_wrong_sigma_is_named(sigma: float) -> None:
    with pytest.raises(ValueError, match='sigma .* should be a finite number above 0'):
        ranking_bounds(1.0, 1, 4, sigma)


def simulated_failures(margin: float, competitors: int, tokens: int, noise: Any) -> np.ndarray:
    """Whether some competitor's mean token correlation is above the target's, N times."""
    target = margin + noise((N, tokens)).mean(1)
    return target < noise((N, competitors, tokens)).mean(2).max(1)


@pytest.mark.parametrize('kind', ['normal', 'uniform', 'sign'])
@pytest.mark.parametrize('margin', [0.3, 0.8, 1.5, 2.5])
def test_sub_gaussian_noise_fails_less_often_than_theorem_1_says(kind: str, margin: float) -> None:
    random = np.random.default_rng(0)
    noise = {'normal': random.standard_normal, 'uniform': lambda size: random.uniform(-1, 1, size),
             'sign': lambda size: random.choice([-1.0, 1.0], size)}[kind]       # all of them 1-sub-Gaussian
    measured = simulated_failures(margin, 3, 4, noise).mean()
    assert measured <= mislocalization_bound([margin] * 3, 4, [4] * 3, 1.0)


def test_noise_with_heavy_tails_breaks_theorem_1() -> None:
    random = np.random.default_rng(0)
    measured = simulated_failures(2.5, 3, 4, lambda size: random.standard_cauchy(size)).mean()
    assert measured > mislocalization_bound([2.5] * 3, 4, [4] * 3, 1.0)


def simulated_run(noise_scale: float) -> Frames:
    """A tracker whose target leaves the region in one of twenty frames; margins vary, kappa follows them."""
    random = np.random.default_rng(1)
    margins = random.uniform(0.5, 3.0, N)
    target = margins + noise_scale * random.standard_normal((N, 4)).mean(1)
    rivals = noise_scale * random.standard_normal((N, 3, 4)).mean(2).max(1)
    excluded = random.random(N) < 0.05
    return frames(margins=margins, kappas=np.tanh(margins / 2), excluded=excluded, failed=excluded | (target < rivals))


def test_theorem_2_holds_where_its_assumptions_do() -> None:
    bounds = sweep(simulated_run(1.0), np.linspace(0, 0.9, 10), sigma=1.0)
    assert len(bounds) == 10 and all(bound.holds for bound in bounds)
    assert all(bound.total <= bound.worst_total for bound in bounds)
    assert bounds[-1].total < 0.2 < bounds[0].total, 'a higher threshold keeps wider margins'
    assert all(0.05 < bound.failures for bound in bounds)


def test_theorem_2_fails_where_the_noise_is_larger_than_said() -> None:
    bounds = sweep(simulated_run(3.0), [0.0, 0.8], sigma=1.0)
    assert not any(bound.holds for bound in bounds)


def test_a_bound_by_hand() -> None:
    run = frames(margins=[2.0, 3.0, -1.0, 9.0], kappas=[0.3, 0.4, 0.5, 0.1], tokens=4,
                 excluded=[False, False, True, False], failed=[False, True, True, False])
    found = relocalization_bound(run, tau=0.2, sigma=1.0)
    assert (found.tau, found.frames, found.failures) == (0.2, 3, pytest.approx(2 / 3))
    assert found.exclusion == pytest.approx(min(1, 1 / 3 + np.sqrt(np.log(20) / 6)))
    assert found.ranking == pytest.approx((3 * np.exp(-4) + 3 * np.exp(-9)) / 3)
    assert found.worst_ranking == pytest.approx(3 * np.exp(-4))


def test_only_excluded_frames_leave_nothing_to_rank() -> None:
    found = relocalization_bound(frames(excluded=[True] * 50, failed=True), 0.0, 1.0)
    assert (found.exclusion, found.ranking, found.worst_ranking, found.holds) == (1, 0, 0, True)


@pytest.mark.parametrize(('columns', 'cause'), [
    ({'margins': [np.nan, 1.0]}, 'margins has values that are not finite'),
    ({'tokens': [0, 1]}, 'tokens should be from 1 up'), ({'margins': []}, 'one value a frame')])
def test_wrong_columns_are_named(columns: dict[str, Any], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        frames(**columns)


def test_columns_of_different_lengths_are_named() -> None:
    with pytest.raises(ValueError, match=r'one value a frame, not \[2, 1, 1, 1, 1, 1\]'):
        Frames(np.ones(2), *(np.ones(1) for _ in range(3)), np.zeros(1, bool), np.zeros(1, bool))

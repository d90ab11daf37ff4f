from __future__ import annotations

import numpy as np
import pytest
from support.reference import load_reference

from vl_tracker_ros.tracking.confidence import MarginConfidence
from vl_tracker_ros.tracking.gate import CandidateGate
from vl_tracker_ros.tracking.types import SearchMode

REFERENCE = load_reference('mvlm_confidence')


def confidence(**changed: object) -> MarginConfidence:
    return MarginConfidence(**{'alpha_corr': 0.5, 'psi_out': 0.3, 'forgetting': 0.9, 'omega': 0.9,
                               'margin': 'tanh', 'window': 1.0, 'global_window': 0.0, **changed})


@pytest.mark.parametrize('setting', ['TF', 'TNL2K', 'default', 'mix'])
def test_five_frames_are_those_of_the_official_tracker(setting: str) -> None:
    alpha_corr, tau, omega, forgetting, psi_out = REFERENCE[f'{setting}_params']
    subject = confidence(alpha_corr=alpha_corr, omega=omega, forgetting=forgetting, psi_out=psi_out)
    for frame in range(5):
        stored = {key: REFERENCE[f'{setting}_{key}'][frame] for key in
                  ('cls', 'corr', 'kvlm', 'kmem', 'kmvlm', 'idx', 'nsel')}
        found = subject.fuse(REFERENCE['boxes'][frame], stored['cls'], stored['corr'])
        np.testing.assert_allclose(found.kappa_vlm, stored['kvlm'], atol=1e-5)
        np.testing.assert_allclose(found.kappa_mem, stored['kmem'], atol=1e-5)
        np.testing.assert_allclose(found.kappa_mvlm, stored['kmvlm'], atol=1e-5)
        chosen = CandidateGate(tau).select(found.kappa_mvlm, found.class_scores)
        assert chosen == (stored['idx'], stored['nsel'])


def one_peak(height: int = 6, width: int = 8) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Boxes of one cell each; class score and correlation have one peak, at row 2 and column 3."""
    rows, columns = np.mgrid[:height, :width]
    boxes = np.stack([(columns + 0.5) / width, (rows + 0.5) / height, np.full(rows.shape, 1 / width),
                      np.full(rows.shape, 1 / height)], -1).reshape(-1, 4).astype(np.float32)
    peak = np.where((rows == 2) & (columns == 3), 1.0, 0.1).astype(np.float32)
    return boxes, peak.ravel(), peak


@pytest.mark.parametrize('margin', ['tanh', 'robust'])
def test_the_peak_is_the_most_confident_candidate(margin: str) -> None:
    found = confidence(margin=margin, window=0.0).evaluate(*one_peak(), SearchMode.LOCAL)
    assert np.argmax(found.kappa_mvlm) == 2 * 8 + 3
    assert found.kappa_mvlm.max() > 0.7
    assert abs(found.kappa_mvlm).max() <= 1


def test_window_blends() -> None:
    boxes, _, correlation = one_peak()
    ones = np.ones(48, np.float32)
    plain, half, full = (confidence(window=share).evaluate(boxes, ones, correlation, SearchMode.LOCAL).class_scores
                         for share in (0, 0.5, 1))
    np.testing.assert_array_equal(plain, 1)
    assert full[0] < 0.1 < full.max()
    np.testing.assert_allclose(half, (plain + full) / 2)


def test_each_view_has_its_own_window() -> None:
    boxes, _, correlation = one_peak()
    subject, ones = confidence(window=1.0, global_window=0.0), np.ones(48, np.float32)
    assert subject.evaluate(boxes, ones, correlation, SearchMode.LOCAL).class_scores[0] < 0.1
    np.testing.assert_array_equal(subject.evaluate(boxes, ones, correlation, SearchMode.GLOBAL).class_scores, 1)


def test_memory_is_forgotten_at_reset() -> None:
    boxes, scores, correlation = one_peak()
    subject = confidence()
    fresh = subject.evaluate(boxes, scores, correlation, SearchMode.LOCAL).kappa_mem
    remembered = subject.evaluate(boxes, 0 * scores, 0 * correlation, SearchMode.LOCAL).kappa_mem
    assert remembered.max() > 0.3
    subject.reset()
    np.testing.assert_array_equal(subject.evaluate(boxes, scores, correlation, SearchMode.LOCAL).kappa_mem, fresh)


def test_what_is_not_allowed_neither_stands_out_nor_competes() -> None:
    boxes, scores, correlation = one_peak()
    peak = scores.argmax()
    others = np.arange(48) != peak
    allowed = confidence().evaluate(boxes, scores, correlation, SearchMode.LOCAL, None, np.ones(48, bool))
    without = confidence().evaluate(boxes, scores, correlation, SearchMode.LOCAL, None, others)
    assert allowed.kappa_mvlm.argmax() == peak and without.kappa_mvlm[peak] < 0
    assert (without.kappa_mvlm[others] >= allowed.kappa_mvlm[others]).all()
    assert without.kappa_mvlm[others].max() > allowed.kappa_mvlm[others].max()


def test_a_network_s_own_region_scores_replace_the_map() -> None:
    boxes, scores, correlation = one_peak()
    own = np.linspace(-1, 1, 48).astype(np.float32)
    found = confidence().evaluate(boxes, scores, correlation, SearchMode.LOCAL, own)
    np.testing.assert_array_equal(found.correlation, own)
    assert found.correlation_margin.argmax() == 47


@pytest.mark.parametrize(('changed', 'cause'), [
    ({'alpha_corr': 1.5}, 'alpha_corr 1.5'), ({'window': -0.1}, 'window'),
    ({'margin': 'sigmoid'}, 'tanh, robust')])
def test_values_are_checked(changed: dict[str, object], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        confidence(**changed)

"""Five frames of the official MVLM tracker over a made-up network: the same boxes, views and decisions."""
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from support.reference import load_reference

from vl_tracker_ros.bundle import Bundle, Calibration, CropSpec, NetworkSpec
from vl_tracker_ros.tracking import SearchMode, Tracker

REFERENCE = load_reference('mvlm_loop')
LENGTH, WIDTH = REFERENCE['text_emb'].shape[1:]
SPEC = NetworkSpec(224, 112, 0, LENGTH, WIDTH, [], [], [0.5] * 3, [0.5] * 3, ['search', 'text'],
                   ['boxes', 'scores', 'correlation', 'region_correlation'])


class StoredNetwork:
    """Says in each frame what the official network said."""

    input_names, output_names = tuple(SPEC.inputs), tuple(SPEC.outputs)

    def __init__(self, setting: str) -> None:
        self._correlation = REFERENCE[f'{setting}_corr']
        self._frame = 0

    def run(self, feeds: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        score, offset, size = (REFERENCE[f'{name}_map'][self._frame] for name in ('score', 'offset', 'size'))
        y, x = np.mgrid[:14, :14]
        boxes = np.stack([(x + offset[0]) / 14, (y + offset[1]) / 14, *size], -1).reshape(1, 196, 4)
        correlation = self._correlation[self._frame][None]
        self._frame += 1
        return {'boxes': boxes.astype(np.float32), 'scores': score.reshape(1, 196), 'region_correlation': correlation,
                'correlation': correlation.reshape(1, 14, 14)}


class StoredText:
    """Knows one sentence."""

    def encode(self, description: str) -> tuple[np.ndarray, np.ndarray]:
        return REFERENCE['text_emb'], np.ones((1, LENGTH), np.float32)

    def encode_nothing(self) -> tuple[np.ndarray, np.ndarray]:
        return self.encode('')


def released_tracker(setting: str) -> Tracker:
    alpha_corr, tau, omega, forgetting, psi_out = map(float, REFERENCE[f'{setting}_params'])
    bundle = Bundle(
        Path(), 'mvlm', 'mvlm_base', 'mvlm', '', {}, SPEC, CropSpec(4.0, 2.0),
        confidence={'alpha_corr': alpha_corr, 'psi_out': psi_out, 'forgetting': forgetting, 'omega': omega,
                    'margin': 'tanh', 'window': 1.0, 'global_window': 1.0},
        gate={'kind': 'candidate', 'tau': tau},
        state={'track_score': 0.0, 'lost_score': 0.0, 'confirm_frames': 1, 'lost_frames': 1},
        template={'adopt': False, 'adopt_score': 1.0, 'update': 'latest', 'update_interval': 25, 'update_score': 0.7},
        calibration=Calibration([0.0, 1.0], [0.0, 1.0]), metrics={}, training={})
    return Tracker(bundle, StoredNetwork(setting), StoredText())  # type: ignore[arg-type]


@pytest.mark.parametrize('setting', ['TF', 'TNL2K', 'default', 'mix'])
def test_boxes_and_decisions_are_the_official_ones(setting: str) -> None:
    stored = {name: REFERENCE[f'{setting}_{name}'] for name in ('kmvlm', 'idx', 'nsel', 'flag_in', 'next_flag', 'bbox')}
    tracker, image = released_tracker(setting), np.zeros((*REFERENCE['frames_hw'], 3), np.uint8)
    for frame in range(5):
        result = tracker.update(image) if frame else tracker.start(image, 'a target')
        assert (result.search is SearchMode.GLOBAL) == stored['flag_in'][frame]
        assert (result.directive.mode is SearchMode.GLOBAL) == stored['next_flag'][frame]
        assert result.evidence.candidates == stored['nsel'][frame]
        assert result.evidence.kappa_mvlm == pytest.approx(stored['kmvlm'][frame, stored['idx'][frame]], abs=1e-5)
        np.testing.assert_allclose(result.box_xywh_px, stored['bbox'][frame], atol=1e-3)

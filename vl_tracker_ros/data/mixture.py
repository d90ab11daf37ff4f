"""The mixture of sample kinds that a tracker is trained on; a batch is all with or all without templates."""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.real import RealSampler
from vl_tracker_ros.data.sample import Sample
from vl_tracker_ros.data.scenes import SceneSampler

TEMPLATE_SHARE = 0.35       # of the batches, for a tracker that works with and without one


class Mixture:
    """Deterministic by seed: batch(seed) is always the same list of samples."""

    def __init__(self, banks: Banks, search_size: int, template_size: int, template_share: float = TEMPLATE_SHARE,
                 composed_share: float = 0.45) -> None:
        self._scenes = SceneSampler(banks, search_size, template_size)
        self._real = RealSampler(banks, search_size, template_size)
        self._template_share, self._composed_share = template_share, composed_share

    def batch(self, seed: tuple[int, ...], size: int, with_template: bool | None = None) -> list[Sample]:
        """`size` samples, all with a template or all without (drawn when None)."""
        rng = np.random.default_rng(seed)
        if with_template is None:
            with_template = bool(rng.random() < self._template_share)
        return [self._sample(rng, with_template) for _ in range(size)]

    def _sample(self, rng: np.random.Generator, with_template: bool) -> Sample:
        sampler = self._scenes if rng.random() < self._composed_share else self._real
        return sampler.sample(rng, with_template)

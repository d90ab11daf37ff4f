"""Samples of our own banks: composed scenes and real pictures."""
from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.real import RealSampler
from vl_tracker_ros.data.sample import Sample, ViewSizes
from vl_tracker_ros.data.scenes import SceneSampler
from vl_tracker_ros.data.shots import CLIP_SHARES

_COMPOSED_SHARE = 0.45


class HouseSampler:
    """clip_shares: of the kinds of clips. Raises DataError for banks that lack a group."""

    def __init__(self, banks: Banks, sizes: ViewSizes, clip_shares: Mapping[str, float] = CLIP_SHARES) -> None:
        self._scenes = SceneSampler(banks, sizes.search, sizes.template)
        self._real = RealSampler(banks, sizes.search, sizes.template, clip_shares)

    def sample(self, rng: np.random.Generator, with_template: bool) -> Sample:
        """One sample, with one template or none."""
        sampler = self._scenes if rng.random() < _COMPOSED_SHARE else self._real
        return sampler.sample(rng, with_template)

"""The mixture of sources that a tracker is trained on; a batch is all with or all without templates."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.house import HouseSampler
from vl_tracker_ros.data.sample import Sample, ViewSizes

TEMPLATE_SHARE = 0.5        # of the batches, for a tracker that works with and without one


class Source(Protocol):
    """Whatever gives samples: our banks, or one of the field's sets."""

    def sample(self, rng: np.random.Generator, with_template: bool) -> Sample:
        """One sample, the same for the same state of `rng`."""


class Mixture:
    """Draws each sample from one of the sources, by their weights. Deterministic by seed."""

    def __init__(self, sources: Sequence[Source], weights: Sequence[float],
                 template_share: float = TEMPLATE_SHARE) -> None:
        self._sources = tuple(sources)
        self._shares = np.array(weights, float) / sum(weights)
        self._template_share = template_share

    def batch(self, seed: tuple[int, ...], size: int, with_template: bool | None = None) -> list[Sample]:
        """`size` samples, all with a template or all without (drawn when None). The same seed, the same samples."""
        rng = np.random.default_rng(seed)
        if with_template is None:
            with_template = bool(rng.random() < self._template_share)
        return [self._source(rng).sample(rng, with_template) for _ in range(size)]

    def _source(self, rng: np.random.Generator) -> Source:
        return self._sources[rng.choice(len(self._sources), p=self._shares)]


def house_mixture(banks: Banks, search_size: int, template_size: int,
                  template_share: float = TEMPLATE_SHARE) -> Mixture:
    """Our own banks alone."""
    return Mixture([HouseSampler(banks, ViewSizes(search_size, template_size))], [1.0], template_share)

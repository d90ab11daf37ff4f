"""Where the objects of a composed scene stand, in pixels of the square view."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vl_tracker_ros.data.items import Cutout

_TRIES = 8


@dataclass(frozen=True)
class Placed:
    """An actor with its centre and sides in pixels of the view."""

    actor: Cutout
    centre: tuple[float, float]
    width: float
    height: float

    def overlap(self, other: Placed) -> float:
        """Below 0.5 the two touch."""
        return max(abs(self.centre[0] - other.centre[0]) / (self.width + other.width),
                   abs(self.centre[1] - other.centre[1]) / (self.height + other.height))


@dataclass(frozen=True)
class Stage:
    """A view of `size` pixels: the whole image, or a crop around where the target was.

    squeeze: what is left of a width when a wide image is made square.
    """

    size: int
    whole: bool
    squeeze: float = 1.0

    def place_target(self, actor: Cutout, rng: np.random.Generator) -> Placed:
        """Anywhere in a whole image; near the middle of a crop, at about a quarter of its side."""
        low, high = np.log(0.06), np.log(0.5)
        base = self.size * np.exp(rng.uniform(low, high) if self.whole else np.log(0.25) + rng.normal(0, 0.25))
        width, height = self.sides(actor, base, np.exp(rng.normal(0, 0.1)))
        shrink = min(1.0, 0.92 * self.size / max(width, height))
        width, height = width * shrink, height * shrink
        if self.whole:
            room = np.array([width, height]) * 0.45
            centre = rng.uniform(room, self.size - room)
        else:
            centre = (0.5 + np.clip(rng.normal(0, 0.17, 2), -0.4, 0.4)) * self.size
        return Placed(actor, tuple(centre), width, height)

    def place_others(self, cast: list[Cutout], target: Placed, rng: np.random.Generator) -> list[Placed]:
        """Those of the cast that find room without hiding the target or each other; the first one close to it."""
        placed: list[Placed] = []
        scale = np.sqrt(target.width * target.height)
        for i, actor in enumerate(cast):
            base = float(np.clip(scale * np.exp(rng.normal(0, 0.35)), 12, 0.6 * self.size))
            width, height = self.sides(actor, base)
            for _ in range(_TRIES):
                spot = Placed(actor, self._beside(target, rng) if i == 0 else self._anywhere(rng), width, height)
                if spot.overlap(target) > 0.42 and all(spot.overlap(p) > 0.4 for p in placed):
                    placed.append(spot)
                    break
        return placed

    def sides(self, actor: Cutout, base: float, stretch: float = 1.0) -> tuple[float, float]:
        """Width and height of an actor whose area is base x base, squeezed."""
        wide = np.sqrt(actor.aspect) * stretch
        return base * wide * self.squeeze, base / wide

    def _anywhere(self, rng: np.random.Generator) -> tuple[float, float]:
        return tuple(rng.uniform(-0.02, 1.02, 2) * self.size)

    @staticmethod
    def _beside(target: Placed, rng: np.random.Generator) -> tuple[float, float]:
        angle, reach = rng.uniform(0, 2 * np.pi), rng.uniform(0.9, 2.2)
        return (target.centre[0] + np.cos(angle) * reach * target.width,
                target.centre[1] + np.sin(angle) * reach * target.height)

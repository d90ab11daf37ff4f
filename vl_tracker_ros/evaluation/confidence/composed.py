"""Composed videos: cut-outs move over a photo, and a sentence singles out the first of them, the target."""
from __future__ import annotations

import math
from collections.abc import Sequence as List
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.data.actors import Actor, ActorSource
from vl_tracker_ros.data.captions import Described, describe, describe_absent
from vl_tracker_ros.data.compose import paste, warp_view
from vl_tracker_ros.evaluation.sequences import Image, Sequence

SIZE = 320              # of a frame, pixels
_BREATH_FRAMES = 170    # in which an actor grows and shrinks once
_NOISE_STD = 4.0        # of the sensor, grey levels
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Mover:
    """An actor on its way: its centre swings about `middle` by `reach` pixels; (2,) each, x and y."""

    actor: Actor
    side: float
    middle: Floats
    reach: Floats
    period: Floats
    phase: Floats

    def draw(self, view: Image, index: int) -> Floats:
        """Draw it as in frame `index`, in place. Returns its box_xywh_px, NaN where nothing of it is in view."""
        side = self.side * (1 + 0.15 * math.sin(2 * math.pi * index / _BREATH_FRAMES))
        stretch = math.sqrt(self.actor.aspect)
        centre = self.middle + self.reach * np.sin(2 * np.pi * index / self.period + self.phase)
        box = paste(view, self.actor.image, tuple(centre), side * stretch, side / stretch, 0.0)
        return np.full(4, np.nan) if box is None else box

    def described(self) -> Described:
        actor = self.actor
        return Described(actor.noun, actor.colour, actor.parts, np.array([*self.middle, self.side, self.side]),
                         actor.synonyms)


def compose(name: str, actors: ActorSource, photos: List[Image], frames: int, rng: np.random.Generator,
            present: bool = True) -> Sequence:
    """`frames` frames, BGR (SIZE,SIZE,3), of a target and one to three others, most of its kind.

    photos: square backgrounds. present=False leaves the target out: the sentence is true of nothing in the video.
    """
    cast = _cast(actors, rng)
    while (sentence := _sentence(cast, rng, present)) is None:
        cast = _cast(actors, rng)
    images, truth = _film(cast if present else cast[1:], photos[rng.integers(len(photos))], frames, rng)
    return Sequence(name, images, truth if present else np.full((frames, 4), np.nan), sentence)


def _cast(actors: ActorSource, rng: np.random.Generator) -> list[_Mover]:
    """The target first; each about a quarter of the picture of its own."""
    target, kind = actors.draw(rng)
    others = [actors.draw(rng, kind if rng.random() < 0.6 else None)[0] for _ in range(rng.integers(1, 4))]
    return [_mover(actor, quarter, rng) for actor, quarter in zip([target, *others], rng.permutation(4))]


def _mover(actor: Actor, quarter: int, rng: np.random.Generator) -> _Mover:
    middle = SIZE * (0.28 + 0.44 * np.array([quarter % 2, quarter // 2]))
    side = SIZE * float(np.exp(rng.uniform(np.log(0.08), np.log(0.26))))
    return _Mover(actor, side, middle, SIZE * rng.uniform(0.05, 0.2, 2), rng.uniform(60, 200, 2),
                  rng.uniform(0, 2 * np.pi, 2))


def _sentence(cast: list[_Mover], rng: np.random.Generator, present: bool) -> str | None:
    target, *others = (mover.described() for mover in cast)
    return describe(target, others, SIZE, rng, whole_view=False) if present else describe_absent(target, others, rng)


def _film(cast: list[_Mover], photo: Image, frames: int, rng: np.random.Generator) -> tuple[list[Image], Floats]:
    """The pictures, and the boxes (n,4) of the first of the cast, which is before all others."""
    side = photo.shape[0]
    start, way = side * rng.uniform(0.4, 0.6, 2), side * rng.uniform(-0.15, 0.15, 2)
    images, truth = [], []
    for index in range(frames):
        view, _ = warp_view(photo, tuple(start + way * index / frames), (side / 2, side / 2), SIZE)
        truth.append([mover.draw(view, index) for mover in reversed(cast)][-1])
        noise = rng.standard_normal(view.shape, dtype=np.float32) * _NOISE_STD
        images.append(np.clip(view + noise, 0, 255).astype(np.uint8))
    return images, np.array(truth)

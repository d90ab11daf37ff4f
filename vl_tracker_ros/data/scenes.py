"""Captioned scenes: actors among look-alikes on a photo, seen whole or in a local crop, with or without a template."""
from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from vl_tracker_ros.data.actors import Actor, ActorSource
from vl_tracker_ros.data.banks import BACKGROUND_SIDE, Banks
from vl_tracker_ros.data.captions import Described, describe, describe_absent
from vl_tracker_ros.data.compose import clip_to_view, degrade, jitter_colour, paste, warp_view
from vl_tracker_ros.data.sample import Sample


@dataclass(frozen=True)
class _Placed:
    actor: Actor
    centre: tuple[float, float]
    width: float
    height: float

    def overlap(self, other: '_Placed') -> float:
        """Below 0.5 the two touch."""
        return max(abs(self.centre[0] - other.centre[0]) / (self.width + other.width),
                   abs(self.centre[1] - other.centre[1]) / (self.height + other.height))


class SceneSampler:
    """Samples composed scenes. search_size S and template_size Z in pixels."""

    def __init__(self, banks: Banks, search_size: int = 224, template_size: int = 112) -> None:
        self._actors = ActorSource(banks)
        self._backgrounds = banks.backgrounds
        self._size, self._template_size = search_size, template_size

    def sample(self, rng: np.random.Generator, with_template: bool) -> Sample:
        """One scene. With a template the caption may be empty; without, there always is a caption, true or absent."""
        while (sample := self._try(rng, with_template)) is None:
            pass
        return sample

    def _try(self, rng: np.random.Generator, with_template: bool) -> Sample | None:
        whole = rng.random() < (0.3 if with_template else 0.55)
        absent = rng.random() < (0.06 if with_template else 0.14)
        squeeze = rng.uniform(0.55, 1.0) if whole else 1.0        # a wide frame is resized to a square
        target, source = self._actors.draw(rng)
        spot = self._place_target(target, rng, whole, squeeze)
        cast = [self._actors.draw(rng, source if rng.random() < 0.55 else None)[0] for _ in range(rng.integers(1, 6))]
        others = self._place_others(cast, spot, rng, squeeze)
        view = self._background(rng)
        turn = rng.normal(0, 4)
        described = [(other, self._draw(view, other, rng)) for other in others]
        box = None if absent else self._draw(view, spot, rng, turn)
        if box is None and not absent:
            return None
        present = [self._describe(other.actor, b) for other, b in described if b is not None]
        if box is not None and rng.random() < 0.15:
            present += self._occlude(view, box, rng)
        caption = self._caption(target, box, present, rng, whole)
        if caption is None and not with_template:
            return None
        search = degrade(jitter_colour(view, 0.12, rng), rng)
        template = self._template(target, turn, rng, squeeze) if with_template else None
        if with_template and (caption is None or rng.random() < 0.45):
            caption = ''
        norm = None if box is None else clip_to_view(box, self._size)
        return Sample(search, template, caption or '', norm) if absent or norm is not None else None

    def _place_target(self, actor: Actor, rng: np.random.Generator, whole: bool, squeeze: float) -> _Placed:
        size = self._size
        if whole:
            base = size * np.exp(rng.uniform(np.log(0.08), np.log(0.5)))
        else:
            base = size / 4 * np.exp(rng.normal(0, 0.25))
        stretch = np.sqrt(actor.aspect) * squeeze * np.exp(rng.normal(0, 0.06))
        width, height = base * stretch, base * squeeze / stretch
        shrink = min(1.0, 0.92 * size / max(width, height))
        width, height = width * shrink, height * shrink
        if whole:
            centre = rng.uniform((0.45 * width, 0.45 * height), (size - 0.45 * width, size - 0.45 * height))
        else:
            centre = size / 2 + np.clip(rng.normal(0, 0.17, 2), -0.4, 0.4) * size
        return _Placed(actor, tuple(centre), width, height)

    def _place_others(self, cast: list[Actor], target: _Placed, rng: np.random.Generator,
                      squeeze: float) -> list[_Placed]:
        placed: list[_Placed] = []
        scale = np.sqrt(target.width * target.height)
        for actor in cast:
            base = float(np.clip(scale * np.exp(rng.normal(0, 0.4)), 14, 0.6 * self._size))
            stretch = np.sqrt(actor.aspect) * squeeze
            for _ in range(8):
                centre = tuple(rng.uniform(-0.02, 1.02, 2) * self._size)
                spot = _Placed(actor, centre, base * stretch, base * squeeze / stretch)
                if spot.overlap(target) > 0.42 and all(spot.overlap(p) > 0.4 for p in placed):
                    placed.append(spot)
                    break
        return placed

    def _background(self, rng: np.random.Generator) -> np.ndarray:
        photo = self._backgrounds[rng.integers(len(self._backgrounds))]
        side = rng.uniform(120, BACKGROUND_SIDE)
        centre = rng.uniform(side / 2, BACKGROUND_SIDE - side / 2, 2)
        view, _ = warp_view(photo, centre, (side, side), self._size, cv2.BORDER_REFLECT, bool(rng.random() < 0.5))
        return view

    def _draw(self, view: np.ndarray, spot: _Placed, rng: np.random.Generator,
              degrees: float = 0.0) -> np.ndarray | None:
        image = jitter_colour(spot.actor.image, 0.1, rng)
        return paste(view, image, spot.centre, spot.width, spot.height, degrees + rng.normal(0, 3))

    @staticmethod
    def _describe(actor: Actor, box: np.ndarray) -> Described:
        box_cxcywh = np.array([box[0] + box[2] / 2, box[1] + box[3] / 2, box[2], box[3]])
        return Described(actor.noun, actor.colour, actor.parts, box_cxcywh, actor.synonyms)

    def _caption(self, target: Actor, box: np.ndarray | None, present: list[Described], rng: np.random.Generator,
                 whole: bool) -> str | None:
        if target.noun == 'shape':
            return None
        if box is None:
            return describe_absent(self._describe(target, np.zeros(4)), present, rng)
        return describe(self._describe(target, box), present, self._size, rng, whole)

    def _occlude(self, view: np.ndarray, box: np.ndarray, rng: np.random.Generator) -> list[Described]:
        """Put something in front of a part of the target. Returns it, if it is in view."""
        actor, _ = self._actors.draw(rng)
        base = np.sqrt(box[2] * box[3]) * rng.uniform(0.4, 0.8)
        centre = box[:2] + box[2:] * (0.5 + rng.normal(0, 0.35, 2))
        stretch = np.sqrt(actor.aspect)
        seen = paste(view, actor.image, tuple(centre), base * stretch, base / stretch, 0.0)
        return [] if seen is None else [self._describe(actor, seen)]

    def _template(self, actor: Actor, turn: float, rng: np.random.Generator, squeeze: float) -> np.ndarray:
        """The target at half the template's side, on another background, among others."""
        size = self._template_size
        photo = self._backgrounds[rng.integers(len(self._backgrounds))]
        side = rng.uniform(60, 160)
        template, _ = warp_view(photo, rng.uniform(80, 240, 2), (side, side), size, cv2.BORDER_REFLECT)
        base = size / 2 * np.exp(rng.normal(0, 0.05))
        neighbour, _ = self._actors.draw(rng)
        stretch = np.sqrt(neighbour.aspect)
        paste(template, neighbour.image, tuple(rng.uniform(-0.05, 1.05, 2) * size), base * stretch, base / stretch, 0.0)
        stretch = np.sqrt(actor.aspect)
        centre = size / 2 + rng.normal(0, 0.02, 2) * size
        image = jitter_colour(actor.image, 0.1, rng)
        paste(template, image, tuple(centre), base * stretch, base / stretch, turn + rng.normal(0, 4))
        return jitter_colour(template, 0.12, rng)

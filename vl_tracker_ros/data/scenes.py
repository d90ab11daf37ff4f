"""Captioned scenes: actors among look-alikes on a photo, seen whole or in a local crop, with or without a template."""
from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from vl_tracker_ros.data.actors import SHAPE, ActorSource
from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.camera import degrade, draw_detail, jitter_colour, lose_detail, motion_kernel
from vl_tracker_ros.data.captions import describe, describe_absent
from vl_tracker_ros.data.claims import Described
from vl_tracker_ros.data.compose import clip_to_view, paste, shrunk, warp_view
from vl_tracker_ros.data.cut import BACKGROUND_SIDE
from vl_tracker_ros.data.items import Cutout
from vl_tracker_ros.data.occlusion import hide_part
from vl_tracker_ros.data.sample import Sample
from vl_tracker_ros.data.stage import Placed, Stage
from vl_tracker_ros.data.tries import first_success

_WHOLE = {True: 0.15, False: 0.55}          # share of whole images, with and without a template
_ABSENT = {True: 0.12, False: 0.2}          # share of scenes without the target
_STAND_IN = {True: 0.5, False: 0.7}         # of these: with its look-alike in its place
_OCCLUDED = {True: 0.3, False: 0.12}
_LOOK_ALIKE, _SAME_KIND = 0.4, 0.5          # the first of the others is the target repainted; any is of its kind


class SceneSampler:
    """Samples composed scenes. search_size S and template_size Z in pixels."""

    def __init__(self, banks: Banks, search_size: int = 224, template_size: int = 112) -> None:
        self._actors = ActorSource(banks)
        self._backgrounds = banks.backgrounds
        self._size, self._template_size = search_size, template_size

    def sample(self, rng: np.random.Generator, with_template: bool) -> Sample:
        """One scene. With a template the caption may be empty; without, there always is a caption, true or absent."""
        absent = bool(rng.random() < _ABSENT[with_template])
        return first_success(lambda: self._try(rng, with_template, absent), 'composed scenes')

    def _try(self, rng: np.random.Generator, with_template: bool, absent: bool) -> Sample | None:
        whole = bool(rng.random() < _WHOLE[with_template])
        stage = Stage(self._size, whole, rng.uniform(0.55, 1.0) if whole else 1.0)
        target, source = self._actors.draw(rng)
        spot = stage.place_target(target, rng)
        turn = rng.normal(0, 6)
        view, box, present = self._compose(stage, spot, source, turn, absent, rng, with_template)
        if box is None and not absent:
            return None
        caption = self._caption(target, box, present, rng, whole)
        if caption is None and not with_template:
            return None
        norm = None if box is None else clip_to_view(box, self._size)
        if norm is None and not absent:
            return None
        detail = draw_detail(rng, np.sqrt(spot.width * spot.height)) if with_template else 1.0
        search = degrade(lose_detail(view, detail), rng)
        template = self._template(target, turn, detail, rng) if with_template else None
        if with_template and (caption is None or rng.random() < 0.45):
            caption = ''
        return Sample(search, template, caption or '', norm)

    def _compose(self, stage: Stage, spot: Placed, source: str, turn: float, absent: bool, rng: np.random.Generator,
                 with_template: bool) -> tuple[np.ndarray, np.ndarray | None, list[Described]]:
        """The view, the target's box (xywh, pixels; None when it is absent or out of view), and all else in view."""
        others = stage.place_others(self._cast(spot.actor, source, rng), spot, rng)
        if absent and rng.random() < _STAND_IN[with_template]:
            stand_in = self._actors.look_alike(spot.actor, rng)
            others += [replace(spot, actor=stand_in)] if stand_in else []
        view = self._background(rng)
        drawn = [(other.actor, self._draw(view, other, rng.normal(0, 5), rng)) for other in others]
        box = None if absent else self._draw(view, spot, self._turned(turn, rng), rng)
        if box is not None and rng.random() < _OCCLUDED[with_template]:
            occluder, _ = self._actors.draw(rng)
            drawn.append((occluder, hide_part(view, box, occluder, rng)))
        return view, box, [self._describe(actor, seen) for actor, seen in drawn if seen is not None]

    def _cast(self, target: Cutout, source: str, rng: np.random.Generator) -> list[Cutout]:
        count = int(rng.integers(1, 6))
        cast = [self._actors.draw(rng, source if rng.random() < _SAME_KIND else None)[0] for _ in range(count)]
        if rng.random() < _LOOK_ALIKE:
            cast[0] = self._actors.look_alike(target, rng) or cast[0]
        return cast

    @staticmethod
    def _turned(turn: float, rng: np.random.Generator) -> float:
        """Degrees: a few more than in the template, sometimes many."""
        return turn + rng.normal(0, 25 if rng.random() < 0.12 else 5)

    def _background(self, rng: np.random.Generator) -> np.ndarray:
        photo = self._backgrounds[rng.integers(len(self._backgrounds))].image
        side = rng.uniform(120, BACKGROUND_SIDE)
        centre = rng.uniform(side / 2, BACKGROUND_SIDE - side / 2, 2)
        view, _ = warp_view(photo, centre, (side, side), self._size, cv2.BORDER_REFLECT, bool(rng.random() < 0.5))
        return view

    @staticmethod
    def _draw(view: np.ndarray, spot: Placed, degrees: float, rng: np.random.Generator) -> np.ndarray | None:
        smear = motion_kernel(rng.uniform(3, 12), rng.uniform(0, np.pi)) if rng.random() < 0.08 else None
        image = jitter_colour(shrunk(spot.actor.image, spot.width, spot.height), 0.1, rng)
        return paste(view, image, spot.centre, spot.width, spot.height, degrees, smear)

    @staticmethod
    def _describe(actor: Cutout, box: np.ndarray) -> Described:
        box_cxcywh = np.array([box[0] + box[2] / 2, box[1] + box[3] / 2, box[2], box[3]])
        return Described(actor.noun, actor.colour, actor.parts, box_cxcywh, actor.synonyms)

    def _caption(self, target: Cutout, box: np.ndarray | None, present: list[Described], rng: np.random.Generator,
                 whole: bool) -> str | None:
        if target.noun == SHAPE:
            return None
        if box is None:
            return describe_absent(self._describe(target, np.zeros(4)), present, rng)
        return describe(self._describe(target, box), present, self._size, rng, whole)

    def _template(self, actor: Cutout, turn: float, detail: float, rng: np.random.Generator) -> np.ndarray:
        """The target at half the template's side, on another background, beside a neighbour, in other light."""
        size = self._template_size
        photo = self._backgrounds[rng.integers(len(self._backgrounds))].image
        side = rng.uniform(60, 160)
        template, _ = warp_view(photo, rng.uniform(80, 240, 2), (side, side), size, cv2.BORDER_REFLECT)
        stage = Stage(2 * size, whole=False)
        neighbour, _ = self._actors.draw(rng)
        corner = tuple(rng.uniform(-0.05, 1.05, 2) * size)
        paste(template, neighbour.image, corner, *stage.sides(neighbour, size / 2), 0.0)
        centre = size / 2 + rng.normal(0, 0.02, 2) * size
        width, height = stage.sides(actor, size / 2 * np.exp(rng.normal(0, 0.05)))
        image = jitter_colour(shrunk(actor.image, width, height), 0.1, rng)
        paste(template, image, tuple(centre), width, height, turn + rng.normal(0, 3))
        return jitter_colour(lose_detail(template, min(1.0, detail * np.exp(rng.normal(0, 0.2)))), 0.2, rng)

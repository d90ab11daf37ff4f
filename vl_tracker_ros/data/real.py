"""Samples from real pictures: two frames of a clip, or two views of a photo, as a tracker sees them."""
from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from vl_tracker_ros.data.actors import ActorSource
from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.camera import degrade, draw_detail, jitter_colour, lose_detail, tilt
from vl_tracker_ros.data.compose import clip_to_view
from vl_tracker_ros.data.framing import (
    SEARCH_FACTOR, local_view, share_inside, template_view, tile_view, view_without, whole_view)
from vl_tracker_ros.data.occlusion import hide_all, hide_part, stand_beside
from vl_tracker_ros.data.sample import Sample
from vl_tracker_ros.data.shots import CLIP_SHARES, PATCH, ClipShots, PhotoShots, Shot, patch
from vl_tracker_ros.data.tries import first_success

_CLIPS = {True: 0.66, False: 0.4}           # share of clips (the others are photos), with and without a template
_PATCHES = 0.3                              # of the photos with a template: any piece of them
_WHOLE = {True: 0.12, False: 0.4}           # share of whole images, with and without a template
_TILES = 0.3                                # share of parts of an image, without a template
_ABSENT = {True: 0.12, False: 0.2}          # share of samples without the target
_WAYS_TO_BE_ABSENT = ('gone', 'other', 'hidden')
_OCCLUDED, _COVER_BESIDE, _CAPTIONED = 0.12, 0.08, 0.5      # of the samples with a template
_TILT = 6.0                 # degrees (standard deviation) between two views of one photo
_PADDED = 0.15              # kept of the targets that are so large that their crop is nearly all padding


class RealSampler:
    """Samples frames of real clips and photos as a tracker crops them. Raises DataError when a kind is missing."""

    def __init__(self, banks: Banks, search_size: int = 224, template_size: int = 112,
                 clip_shares: Mapping[str, float] = CLIP_SHARES) -> None:
        self._clips, self._photos = ClipShots(banks, clip_shares), PhotoShots(banks)
        self._actors, self._backgrounds = ActorSource(banks), banks.backgrounds
        self._size, self._template_size = search_size, template_size

    def sample(self, rng: np.random.Generator, with_template: bool) -> Sample:
        """One sample. With a template: two frames of a clip, or two views of a photo. Without: a captioned view."""
        draw, absent = self._shown if with_template else self._told, bool(rng.random() < _ABSENT[with_template])
        wanted = f'real pictures with the target {"absent" if absent else "in view"}'
        return first_success(lambda: draw(rng, absent), wanted)

    def _told(self, rng: np.random.Generator, absent: bool) -> Sample | None:
        """By words alone, which fit nothing in view when the target is absent."""
        if rng.random() < _CLIPS[False]:
            pair = self._clips.pair(rng)
            shot = None if pair is None else pair[1]
            caption = None if shot is None else self._clips.untrue(shot, rng) if absent else shot.caption
        else:
            shot = self._photos.draw(rng, true=not absent)
            caption = shot and shot.caption
        if shot is None or caption is None:
            return None
        view, box = self._searched(shot, rng, not _says_side(caption) and _coin(rng))
        norm = clip_to_view(box, self._size)
        return None if norm is None else Sample(degrade(view, rng, 0.15), None, caption, None if absent else norm)

    def _shown(self, rng: np.random.Generator, absent: bool) -> Sample | None:
        """By a template, half of the time with words too."""
        pair = self._pair(rng)
        if pair is None:
            return None
        first, second = pair
        if rng.random() > max(_PADDED, share_inside(second.image, second.box_xywh_px)):
            return None
        caption = first.caption if rng.random() < _CAPTIONED else ''
        flip = not _says_side(caption) and _coin(rng)
        view, norm = self._without(second, rng, flip) if absent else self._with(second, rng, flip)
        if view is None:
            return None
        detail = draw_detail(rng, self._size / SEARCH_FACTOR, share=0.2)
        template = lose_detail(template_view(first.image, first.box_xywh_px, self._template_size, rng, flip), detail)
        if first is second:
            template = tilt(template, rng.normal(0, _TILT))
        return Sample(degrade(lose_detail(view, detail), rng, 0.15), jitter_colour(template, 0.15, rng), caption, norm)

    def _pair(self, rng: np.random.Generator) -> tuple[Shot, Shot] | None:
        if rng.random() < _CLIPS[True]:
            return self._clips.pair(rng)
        shot = patch(self._backgrounds, rng) if rng.random() < _PATCHES else self._photos.draw(rng, parts=0.6)
        return None if shot is None else (shot, shot)

    def _searched(self, shot: Shot, rng: np.random.Generator, flip: bool) -> tuple[np.ndarray, np.ndarray]:
        """The whole image, a part of it, or the local crop: what a search by words and a tracker by words look at."""
        way = rng.random()
        if way < _TILES:
            return tile_view(shot.image, shot.box_xywh_px, self._size, rng, flip)
        return self._view(shot, rng, way < _TILES + _WHOLE[False], flip)

    def _view(self, shot: Shot, rng: np.random.Generator, whole: bool, flip: bool) -> tuple[np.ndarray, np.ndarray]:
        if whole:
            return whole_view(shot.image, shot.box_xywh_px, self._size, flip)
        return local_view(shot.image, shot.box_xywh_px, self._size, rng, flip)

    def _with(self, shot: Shot, rng: np.random.Generator, flip: bool) -> tuple[np.ndarray | None, np.ndarray | None]:
        """A view with the target and its box in [0,1]; (None, None) when too little of it is in view."""
        view, box = self._view(shot, rng, bool(rng.random() < _WHOLE[True]), flip)
        norm = clip_to_view(box, self._size)
        if norm is None:
            return None, None
        if rng.random() < _OCCLUDED:
            hide_part(view, box, self._actors.draw(rng)[0], rng)
        elif rng.random() < _COVER_BESIDE:
            stand_beside(view, box, self._photo(rng), rng)
        return view, norm

    def _without(self, shot: Shot, rng: np.random.Generator, flip: bool) -> tuple[np.ndarray | None, None]:
        """A view where the target was: it left, another one of its kind is there, or something hides it."""
        way = str(rng.choice(_WAYS_TO_BE_ABSENT))
        if way == 'gone':
            return view_without(shot.image, shot.box_xywh_px, self._size, rng, flip), None
        if way == 'other':
            other = self._another(shot, rng)
            return None if other is None else self._view(other, rng, False, flip)[0], None
        view, box = self._view(shot, rng, False, flip)
        hide_all(view, box, self._photo(rng), rng)
        return view, None

    def _photo(self, rng: np.random.Generator) -> np.ndarray:
        return self._backgrounds[rng.integers(len(self._backgrounds))].image

    def _another(self, shot: Shot, rng: np.random.Generator) -> Shot | None:
        """A target of the same kind that looks different, from another picture."""
        if shot.kind in self._clips:
            pair = self._clips.pair(rng, shot.kind)
            other = None if pair is None else pair[1]
        else:
            other = patch(self._backgrounds, rng) if shot.kind == PATCH else self._photos.draw(rng, shot.kind)
        return None if other is None or other.could_be(shot) else other


def _coin(rng: np.random.Generator) -> bool:
    return bool(rng.random() < 0.5)


def _says_side(caption: str) -> bool:
    """Whether a mirrored view would make the caption untrue."""
    return 'left' in caption or 'right' in caption

"""The videos that a tracker's confidence is fitted to, and those that it is measured on: none of them trained on."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import zip_longest

import numpy as np

from vl_tracker_ros.data.actors import ActorSource
from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.evaluation.confidence.clips import cover, play, splice
from vl_tracker_ros.evaluation.confidence.composed import compose
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.media.scene import Absence

_SHORTEST = 20          # frames of a clip
_MEASURED = 3           # every third clip is measured on, and not fitted to
# Where a video comes from, and how its target is absent: 'never' is not, 'always' has a
# sentence of something else.
_CYCLE = (('clip', 'never'), ('composed', 'covered'), ('clip', 'spliced'), ('clip', 'never'), ('composed', 'spliced'),
          ('clip', 'covered'), ('clip', 'always'), ('composed', 'never'), ('clip', 'never'), ('composed', 'always'))


@dataclass(frozen=True)
class Plan:
    """How many videos there are to fit to and to measure on, and the frames of each."""

    fitted: int = 30
    measured: int = 20
    frames: int = 90


class CalibrationVideos:
    """Real clips and composed videos in turn, of held-out banks; the same banks and plan give the same videos."""

    def __init__(self, banks: Banks, plan: Plan) -> None:
        """Raises DataError for banks without cut-outs or backgrounds."""
        self.plan = plan
        self._actors = ActorSource(banks)
        self._photos = [background.image for background in banks.backgrounds]
        self._clips = _in_turn(banks, plan.frames)

    def to_fit(self) -> Iterator[Sequence]:
        return self._make(self.plan.fitted, measured=False)

    def to_measure(self) -> Iterator[Sequence]:
        return self._make(self.plan.measured, measured=True)

    def _make(self, count: int, measured: bool) -> Iterator[Sequence]:
        clips = [clip for i, clip in enumerate(self._clips) if (i % _MEASURED == _MEASURED - 1) == measured]
        for index in range(count):
            source, absent = _CYCLE[index % len(_CYCLE)]
            rng = np.random.default_rng((index, measured))
            video = (self._composed(index, absent, rng) if source == 'composed' or not clips
                     else clips[index % len(clips)])
            yield self._without_target(video, absent, rng)

    def _composed(self, index: int, absent: str, rng: np.random.Generator) -> Sequence:
        return compose(f'{index:03d}', self._actors, self._photos, self.plan.frames, rng, present=absent != 'always')

    def _without_target(self, video: Sequence, how: str, rng: np.random.Generator) -> Sequence:
        frames = self.plan.frames
        absence = Absence('target', int(frames * rng.uniform(0.35, 0.5)), int(frames * rng.uniform(0.2, 0.35)))
        if how == 'covered':
            return cover(video, self._photos[rng.integers(len(self._photos))], absence)
        others = [clip for clip in self._clips if clip.attributes != video.attributes]
        if not others or how == 'never':
            return video
        other = others[rng.integers(len(others))]
        return splice(video, other, absence) if how == 'spliced' else _misnamed(video, other)


def _misnamed(video: Sequence, other: Sequence) -> Sequence:
    """The sentence of another kind of thing: its target is not in the video, and nobody has a box of it."""
    return replace(video, name=f'{video.name}_misnamed', sentence=other.sentence,
                   truth_xywh_px=np.full_like(video.truth_xywh_px, np.nan))


def _in_turn(banks: Banks, frames: int) -> list[Sequence]:
    """The clips that are long enough, one of each kind after the other; a clip's one attribute is its kind."""
    kinds = [[play(clip, kind, frames) for clip in clips if len(clip.images) >= _SHORTEST]
             for kind, clips in banks.clips.items()]
    return [video for round_ in zip_longest(*kinds) for video in round_ if video is not None]

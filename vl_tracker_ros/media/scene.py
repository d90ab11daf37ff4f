"""Rendered scenes with known truth, for tests, benchmarks, and the demo when its clip cannot be had."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import cv2
import numpy as np

from vl_tracker_ros.media.overlay import Box
from vl_tracker_ros.media.scenery import background, board, paste
from vl_tracker_ros.media.sprites import COLOURS_BGR, draw_sprite

_RAMP = 15  # frames in which an occluder slides in, or the object walks out of the image
_NOISE_STD = 4.0  # of the sensor, grey levels


@dataclass(frozen=True)
class SceneObject:
    """An actor: its kind (media.sprites.SPRITE_KINDS) and colours (media.sprites.COLOURS_BGR)."""

    kind: str
    colour: str
    second_colour: str = 'black'  # a person's trousers

    @property
    def name(self) -> str:
        """Key of its truth, such as 'red ball'."""
        return f'{self.colour} {self.kind}'

    @property
    def sentence(self) -> str:
        """How one would say it to a tracker."""
        if self.kind == 'person':
            article = 'an' if self.colour[0] in 'aeiou' else 'a'
            return f'the person in {article} {self.colour} shirt and {self.second_colour} trousers'
        return f'the {self.name}'


@dataclass(frozen=True)
class Absence:
    """Frames `start` to `start + frames - 1` in which nothing of the object `name` is to be seen."""

    name: str
    start: int
    frames: int
    how: Literal['occluded', 'left'] = 'occluded'  # behind a board that passes, or out of the image

    def degree(self, index: int) -> float:
        """0: as if nothing were; 1: fully absent; between them while it comes and goes."""
        distance = max(self.start - index, index - (self.start + self.frames - 1), 0)
        return max(0.0, 1.0 - distance / _RAMP)


class SceneFrame(NamedTuple):
    """One rendered frame with its truth."""

    index: int
    image: np.ndarray  # (H,W,3) uint8, BGR
    # name -> box_xywh_px inside the image, of the whole object while a board covers a part of it;
    # None while nothing of it is to be seen
    truth: dict[str, Box | None]


DEFAULT_OBJECTS = (
    SceneObject('ball', 'red'), SceneObject('person', 'blue', 'black'), SceneObject('cup', 'yellow'))


class Scene:
    """Objects that move smoothly, each in a lane of its own so that none hides another.

    The same arguments give the same frames. Raises ValueError for two objects of one name and for an absence of
    an object that is not there.

    >>> scene = Scene(seed=1, num_frames=90, absences=[Absence('red ball', start=40, frames=15)])
    >>> for index, image, truth in scene:
    ...     print(index, truth['red ball'])
    """

    def __init__(self, seed: int = 0, num_frames: int = 150, size: tuple[int, int] = (640, 480),
                 objects: Sequence[SceneObject] = DEFAULT_OBJECTS, absences: Sequence[Absence] = ()) -> None:
        self.objects = tuple(objects)
        self.size = size  # width, height in pixels
        self.num_frames = num_frames
        self._seed = seed
        self._absences = tuple(absences)
        names = [actor.name for actor in self.objects]
        if len(set(names)) < len(names):
            raise ValueError(f'two objects of one name: {names}')
        if unknown := sorted({absence.name for absence in absences} - set(names)):
            raise ValueError(f'absence of {unknown}, but the scene has {names}')
        rng = np.random.default_rng(seed)
        self._background = background(rng, size)
        lanes = len(self.objects)
        self._actors = [_Actor(actor, lane, lanes, size, rng) for lane, actor in enumerate(self.objects)]

    def __len__(self) -> int:
        return self.num_frames

    def __iter__(self) -> Iterator[SceneFrame]:
        return (self.render(index) for index in range(self.num_frames))

    def render(self, index: int) -> SceneFrame:
        """Render frame `index`, counted from 0."""
        canvas = self._background.copy()
        truth = {actor.name: self._draw(canvas, actor, index) for actor in self._actors}
        return SceneFrame(index, self._sensed(canvas, index), truth)

    def _draw(self, canvas: np.ndarray, actor: '_Actor', index: int) -> Box | None:
        x, y = actor.corner(index, self._degree(actor.name, 'left', index))
        box = paste(canvas, actor.sprite, x, y)
        occlusion = self._degree(actor.name, 'occluded', index)
        if occlusion == 0.0:
            return box
        # the board comes from out of the image, in the lane of the object, and then goes along with it
        margin_y, margin_x = (np.array(actor.board.shape[:2]) - actor.sprite.shape[:2]) // 2
        way_back = (1 - occlusion) * (x + actor.board.shape[1])
        paste(canvas, actor.board, round(x - margin_x - way_back), y - margin_y)
        return None if occlusion == 1.0 else box

    def _degree(self, name: str, how: str, index: int) -> float:
        wanted = (absence for absence in self._absences if (absence.name, absence.how) == (name, how))
        return max((absence.degree(index) for absence in wanted), default=0.0)

    def _sensed(self, canvas: np.ndarray, index: int) -> np.ndarray:
        """Slight blur and noise, as of a camera."""
        rng = np.random.default_rng((self._seed, index))
        noise = rng.standard_normal(canvas.shape, dtype=np.float32) * _NOISE_STD
        blurred = cv2.GaussianBlur(canvas, (3, 3), 0)
        return np.clip(blurred + noise, 0, 255).astype(np.uint8)


class _Actor:
    """A sprite and its path: to and fro in its lane, x and y each a sine."""

    def __init__(self, actor: SceneObject, lane: int, lanes: int, size: tuple[int, int],
                 rng: np.random.Generator) -> None:
        self.name = actor.name
        width, height = size
        lane_height = height / lanes
        sprite_height = round(min(lane_height * 0.68, height * 0.3))
        self.sprite = draw_sprite(actor.kind, COLOURS_BGR[actor.colour], sprite_height, rng,
                                  COLOURS_BGR[actor.second_colour])
        self.board = board(rng, self.sprite.shape[:2])
        self._middle = np.array([width / 2, (lane + 0.5) * lane_height])
        self._reach = np.array([(width - self.sprite.shape[1]) * 0.45, (lane_height - sprite_height) * 0.2])
        self._period = rng.uniform([140, 50], [220, 90])  # frames
        self._phase = rng.uniform(0, 2 * math.pi, 2)
        self._image_width = width

    def corner(self, index: int, leaving: float) -> tuple[int, int]:
        """Top left corner in frame `index`; `leaving` 1 is just out of the image at the right."""
        swing = np.sin(2 * math.pi * index / self._period + self._phase)
        height, width = self.sprite.shape[:2]
        x, y = self._middle + self._reach * swing - (width / 2, height / 2)
        return round(x + leaving * (self._image_width - x)), round(y)

"""Rendered scenes with known truth, for tests, benchmarks, and the demo when its clip cannot be had."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import cv2
import numpy as np

from vl_tracker_ros.media.overlay import Box
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
            return f'the person in a {self.colour} shirt and {self.second_colour} trousers'
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

    The same arguments give the same frames. Raises ValueError for an absence of an object that is not there.

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
        self._absences = {absence.name: absence for absence in absences}
        names = [actor.name for actor in self.objects]
        if unknown := sorted(self._absences.keys() - names):
            raise ValueError(f'absence of {unknown}, but the scene has {names}')
        rng = np.random.default_rng(seed)
        self._background = _background(rng, size)
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
        absence = self._absences.get(actor.name)
        degree = absence.degree(index) if absence else 0.0
        leaves = absence is not None and absence.how == 'left'
        x, y = actor.corner(index, degree if leaves else 0.0)
        box = _paste(canvas, actor.sprite, x, y)
        if degree == 0.0 or leaves:
            return box
        # the board comes from out of the image, in the lane of the object, and then goes along with it
        board = actor.board
        margin_y, margin_x = (np.array(board.shape[:2]) - actor.sprite.shape[:2]) // 2
        _paste(canvas, board, round(x - margin_x - (1 - degree) * (x + board.shape[1])), y - margin_y)
        return None if degree == 1.0 else box

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
        self.board = _board(rng, self.sprite.shape[:2])
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


def _background(rng: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """Muted texture of several scales, with a few flat things in it."""
    width, height = size
    canvas = np.full((height, width, 3), rng.uniform(100, 150) + rng.normal(0, 6, 3), np.float32)
    for cells, strength in ((4, 26), (16, 14), (64, 9)):
        coarse = rng.normal(0, strength, (cells * 3 // 4, cells, 1)) + rng.normal(0, strength / 6, (1, 1, 3))
        canvas += cv2.resize(coarse.astype(np.float32), size, interpolation=cv2.INTER_CUBIC)
    for _ in range(7):
        x, y = rng.integers(0, width), rng.integers(0, height)
        w, h = rng.integers(width // 16, width // 5), rng.integers(height // 16, height // 4)
        canvas[y:y + h, x:x + w] += rng.normal(0, 18) + rng.normal(0, 4, 3)
    return np.clip(canvas, 0, 255).astype(np.uint8)


def _board(rng: np.random.Generator, sprite_shape: tuple[int, int]) -> np.ndarray:
    """A grey board, BGRA uint8, a quarter larger than a sprite of shape (h,w)."""
    height, width = round(sprite_shape[0] * 1.25), round(sprite_shape[1] * 1.25)
    grey = rng.normal(95, 8, (height, 1, 1)) + rng.normal(0, 4, (height, width, 3))
    return np.dstack([np.clip(grey, 0, 255), np.full((height, width), 255)]).astype(np.uint8)


def _paste(canvas: np.ndarray, sprite: np.ndarray, x: int, y: int) -> Box | None:
    """Blend a BGRA sprite in with its corner at (x,y); return the box of its part inside the image."""
    height, width = canvas.shape[:2]
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + sprite.shape[1], width), min(y + sprite.shape[0], height)
    if left >= right or top >= bottom:
        return None
    part = sprite[top - y:bottom - y, left - x:right - x].astype(np.float32)
    alpha = part[..., 3:] / 255
    patch = canvas[top:bottom, left:right]
    patch[:] = (patch * (1 - alpha) + part[..., :3] * alpha).astype(np.uint8)
    return float(left), float(top), float(right - left), float(bottom - top)

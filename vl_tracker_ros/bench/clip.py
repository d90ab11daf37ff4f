"""What all contenders are shown: the frames of a video, or a rendered scene, and a target in them."""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.geometry import Image
from vl_tracker_ros.media.scene import Scene, SceneFrame
from vl_tracker_ros.media.source import Frame, open_source

_SCENE_FPS = 30.0


@dataclass(frozen=True)
class Target:
    """What is followed: words, box_xywh_px in the first frame, or both."""

    text: str | None
    box_xywh_px: tuple[float, ...] | None

    def request(self, bundle: Bundle) -> tuple[str | None, tuple[float, ...] | None]:
        """The words and the box, without the one that the bundle does not take; but a lone one is its to refuse."""
        text = self.text if bundle.takes_words or self.box_xywh_px is None else None
        return text, self.box_xywh_px if bundle.takes_box or self.text is None else None


@dataclass(frozen=True)
class Clip:
    """BGR images (H,W,3): the first one, which shows the target, and those after it, to be gone through once."""

    name: str
    first: Image
    images: Iterator[Image]
    fps: float
    target: Target


@contextmanager
def open_clip(video: str | None, text: str | None, box_xywh_px: tuple[float, ...] | None,
              frames: int) -> Iterator[Clip]:
    """A video or a folder of images, again from its start when it ends; None: a rendered scene of 1 + `frames`.

    Without words and box the target is the middle of the first image, in a scene its red ball. Raises SourceError.
    """
    if video is None:
        scene = Scene(seed=1, num_frames=1 + frames)
        ball = scene.objects[0]
        if text is None and box_xywh_px is None:
            text, box_xywh_px = ball.sentence, scene.render(0).truth[ball.name]
        yield _clip('rendered scene', scene, _SCENE_FPS, Target(text, box_xywh_px))
        return
    with open_source(video, loop=True) as source:
        if text is None and box_xywh_px is None:
            width, height = source.size
            box_xywh_px = 3 * width / 8, 3 * height / 8, width / 4, height / 4
        yield _clip(video, source, source.fps, Target(text, box_xywh_px))


def _clip(name: str, frames: Iterable[Frame | SceneFrame], fps: float, target: Target) -> Clip:
    images = (frame.image for frame in frames)
    return Clip(name, next(images), images, fps, target)

"""What the demo is asked to do, and its choice of a clip."""
from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from vl_tracker_ros.language.command import CommandError, parse_command
from vl_tracker_ros.media.demo_clip import ClipUnavailable, demo_clip
from vl_tracker_ros.media.scene import Scene
from vl_tracker_ros.media.source import open_source
from vl_tracker_ros.media.video_writer import VideoWriter

# Chosen by measurement: what the packaged bundle follows best in the default clip.
CLIP_SENTENCES = ('the blue seat', 'the brown head')
CAMERA_SENTENCE = 'the person'     # who stands before a webcam
SCENE_FPS = 30.0


@dataclass(frozen=True)
class DemoOptions:
    """video: file, folder of images or camera index; None: a real clip that the package index serves.

    text: the first command; text2: the second one, given at the fraction `switch_at` of the video; both None:
    the sentences of the default clip. rate in Hz, 0: as the video says. max_frames 0: to the end.
    """

    video: str | None = None
    text: str | None = None
    text2: str | None = None
    switch_at: float = 0.5
    rate: float = 0.0
    out: Path = Path('demo_output')
    bundle: str = 'mvlm_tiny'
    max_frames: int = 0


class Programme(NamedTuple):
    """A source and what is said while it plays; `switch_frame` None: no second sentence, or no known end."""

    source: str
    fps: float
    sentences: tuple[str, ...]
    switch_frame: int | None


def make_programme(options: DemoOptions) -> Programme:
    """Choose and check the source and the sentences. Raises SourceError and CommandError."""
    source, sentences = _choose(options)
    for sentence in sentences:
        parse_command(sentence)
    with open_source(source) as opened:
        fps, available = opened.fps, opened.frame_count
    length = min((n for n in (available, options.max_frames) if n), default=None)
    switch_frame = None if length is None or len(sentences) < 2 else round(length * options.switch_at)
    return Programme(source, options.rate or fps, sentences, switch_frame)


def _choose(options: DemoOptions) -> tuple[str, tuple[str, ...]]:
    source, usual = _default_clip() if options.video is None else (options.video, _usual_sentences(options.video))
    if options.text is not None:
        sentences = options.text, options.text2
    elif usual:
        sentences = usual[0], options.text2 or next(iter(usual[1:]), None)
    else:
        raise CommandError(f'say what to follow in {source}: the text is missing')
    return source, tuple(sentence for sentence in sentences if sentence is not None)


def _usual_sentences(video: str) -> tuple[str, ...]:
    return (CAMERA_SENTENCE,) if video.isdecimal() else ()


def _default_clip() -> tuple[str, tuple[str, str]]:
    try:
        return str(demo_clip()), CLIP_SENTENCES
    except ClipUnavailable as error:
        print(f'NOTICE: the real clip cannot be had ({error}). A rendered scene is shown instead.')
        return _render()


def _render() -> tuple[str, tuple[str, str]]:
    scene = Scene(seed=1)
    path = Path(tempfile.mkdtemp(prefix='vl_tracker_demo_')) / 'scene.mp4'
    with VideoWriter(path, SCENE_FPS) as writer:
        for frame in scene:
            writer.write(frame.image)
    first, second = scene.objects[:2]
    return str(path), (first.sentence, second.sentence)

"""A sequence on disk, as plain folders have them, that the colour bundle can follow."""
from __future__ import annotations

from pathlib import Path

import cv2
from support.squares import scene

FRAMES = 15
AWAY = 12


def write_walk(folder: Path, sentence: str = 'the red square', row: int = 30) -> None:
    """15 frames: a red square goes right past a blue one, at the height `row`; it is away in frame 12."""
    folder.mkdir(parents=True)
    writer = cv2.VideoWriter(str(folder / 'video.mp4'), cv2.VideoWriter.fourcc(*'mp4v'), 25, (160, 120))
    lines = []
    for t in range(FRAMES):
        x, away = 20 + 3 * t, t == AWAY
        writer.write(scene(blue=(100, 70)) if away else scene(red=(x, row), blue=(100, 70)))
        lines.append('NaN,NaN,NaN,NaN' if away else f'{x},{row},24,24')
    writer.release()
    (folder / 'groundtruth.txt').write_text('\n'.join(lines) + '\n')
    if sentence:
        (folder / 'nlp.txt').write_text(f'{sentence}\n')

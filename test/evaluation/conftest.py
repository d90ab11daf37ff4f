from __future__ import annotations

from pathlib import Path

import cv2
import pytest
from support.squares import scene

FRAMES = 15


@pytest.fixture(scope='session')
def sequences(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One sequence, 'walk': a red square goes right past a blue one; it is away in frame 12."""
    folder = tmp_path_factory.mktemp('sequences')
    write_sequence(folder / 'walk')
    (folder / 'index.jsonl').write_text('{}\n')
    return folder


def write_sequence(folder: Path) -> None:
    folder.mkdir()
    writer = cv2.VideoWriter(str(folder / 'video.mp4'), cv2.VideoWriter.fourcc(*'mp4v'), 25, (160, 120))
    lines = []
    for t in range(FRAMES):
        x, away = 20 + 3 * t, t == 12
        writer.write(scene(blue=(100, 70)) if away else scene(red=(x, 30), blue=(100, 70)))
        lines.append('NaN,NaN,NaN,NaN' if away else f'{x},30,24,24')
    writer.release()
    (folder / 'groundtruth.txt').write_text('\n'.join(lines) + '\n')
    (folder / 'nlp.txt').write_text('the red square\n')

"""A VOT2020 sequence on disk that the colour bundle can follow."""
from __future__ import annotations

from pathlib import Path

import cv2
from support.squares import scene

FRAMES, FORWARDS, BACKWARDS = 12, 2, 9
SIDE = 24


def write_vot(folder: Path) -> None:
    """A red square goes right; forwards from frame 2, backwards from frame 9, to the mask of the whole square."""
    (folder / 'color').mkdir(parents=True)
    for t in range(FRAMES):
        cv2.imwrite(str(folder / 'color' / f'{t + 1:08d}.jpg'), scene(red=(20 + 3 * t, 30), blue=(100, 70)))
    masks = [f'm{20 + 3 * t},30,{SIDE},{SIDE},0,{SIDE * SIDE}' for t in range(FRAMES)]
    anchors = {FORWARDS: '1', BACKWARDS: '-1'}
    (folder / 'groundtruth.txt').write_text('\n'.join(masks) + '\n')
    (folder / 'anchor.value').write_text('\n'.join(anchors.get(t, '0') for t in range(FRAMES)) + '\n')
    (folder / 'sequence').write_text(f'name={folder.name}\nwidth=160\nheight=120\n')

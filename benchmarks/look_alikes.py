"""Videos with known truth: what a sentence describes, among three look-alikes, hidden for a while.

    python benchmarks/look_alikes.py --data DATA --out FOLDER [--scenes 40]

Cut-outs and photos of DATA/train that no training sees. The four objects of a video are of one kind, one is the target
itself in another colour, and the sentence is true of the target alone. In every second video a board hides it, in the
others it leaves the image; while more than half of it is hidden, the truth is that it is absent. FOLDER is a data set
for `vl-tracker eval`, and must not be published.
"""
from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from vl_tracker_ros.data.actors import SHAPE, ActorSource
from vl_tracker_ros.data.banks import Banks, load_banks
from vl_tracker_ros.data.captions import Described, describe
from vl_tracker_ros.data.items import Cutout
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.media.scene import Absence
from vl_tracker_ros.media.scenery import board, paste
from vl_tracker_ros.training.run import held_out

WIDTH, HEIGHT, FRAMES = 480, 360, 110
JUDGED = 30                                     # the frame in which the right object should be held
HIDDEN = Absence('target', start=46, frames=24)
LIKE_IT = 3
_PLACES = np.array([(1, 1), (3, 1), (1, 3), (3, 3)]) * (WIDTH / 4, HEIGHT / 4)
_SWAY = np.array([22.0, 12.0])                  # pixels to either side
_SIDE = 75.0                                    # square root of an object's area, pixels
_TRIES = 200
_JPEG_QUALITY = 92
Floats = NDArray[np.float64]
Image = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class _Path:
    """Where an object's centre is: around `place`, x and y each a sine."""

    place: Floats
    period: Floats
    phase: Floats

    @classmethod
    def draw(cls, place: Floats, rng: np.random.Generator) -> _Path:
        return cls(place, rng.uniform(60, 140, 2), rng.uniform(0, 2 * np.pi, 2))

    def centre(self, index: int) -> Floats:
        return self.place + _SWAY * np.sin(2 * np.pi * index / self.period + self.phase)


class LookAlikes:
    """One video, the same for the same seed. truth_xywh_px (n,4), NaN while the target is absent.

    Raises DataError when nothing in the banks can be told from three others of its kind.
    """

    def __init__(self, banks: Banks, seed: int) -> None:
        rng = np.random.default_rng((seed, 20261121))
        actors, self.sentence = _cast(ActorSource(banks), rng)
        self._pictures = [_sized(actor, rng) for actor in actors]
        self._paths = [_Path.draw(place, rng) for place in rng.permutation(_PLACES)]
        self._background = _background(banks.backgrounds[rng.integers(len(banks.backgrounds))].image)
        self._board = board(rng, self._pictures[0].shape[:2]) if seed % 2 == 0 else None
        self.truth_xywh_px = np.array([self._truth(index) for index in range(FRAMES)])

    def render(self, index: int) -> Image:
        """Frame `index`: the target, number 0, is drawn last, and what hides it above it."""
        canvas = self._background.copy()
        for number in range(LIKE_IT, -1, -1):
            paste(canvas, self._pictures[number], *self._corner(number, index))
        if self._board is not None and (degree := HIDDEN.degree(index)):
            x, y = self._corner(0, index)
            up, left = (np.array(self._board.shape[:2]) - self._pictures[0].shape[:2]) // 2
            way_back = (1 - degree) * (x + self._board.shape[1])
            paste(canvas, self._board, round(x - left - way_back), y - up)
        return canvas

    def _corner(self, number: int, index: int) -> tuple[int, int]:
        centre = self._paths[number].centre(index)
        height, width = self._pictures[number].shape[:2]
        x, y = centre - (width / 2, height / 2)
        if number == 0 and self._board is None:
            out = -width if self._paths[0].place[0] < WIDTH / 2 else WIDTH
            x += HIDDEN.degree(index) * (out - x)
        return round(x), round(y)

    def _truth(self, index: int) -> Floats:
        if HIDDEN.degree(index) > 0.5:
            return np.full(4, np.nan)
        x, y = self._corner(0, index)
        height, width = self._pictures[0].shape[:2]
        (x0, y0), (x1, y1) = np.clip([(x, y), (x + width, y + height)], 0, (WIDTH, HEIGHT))
        return np.array([x0, y0, x1 - x0, y1 - y0], np.float64)


def _cast(source: ActorSource, rng: np.random.Generator) -> tuple[list[Cutout], str]:
    """The target and its look-alikes, and a sentence that is true of the target alone."""
    for _ in range(_TRIES):
        target, kind = source.draw(rng)
        if target.noun == SHAPE:                # nobody has a word for it
            continue
        if (twin := source.look_alike(target, rng)) is None:
            continue
        actors = [target, *(source.draw(rng, kind)[0] for _ in range(LIKE_IT - 1)), twin]
        described = [Described(a.noun, a.colour, a.parts, np.zeros(4), a.synonyms) for a in actors]
        if sentence := describe(described[0], described[1:], HEIGHT, rng, whole_view=False):
            return actors, sentence
    raise DataError(f'no object could be told from {LIKE_IT} of its kind in {_TRIES} tries')


def _sized(actor: Cutout, rng: np.random.Generator) -> Image:
    """The object's BGRA picture at about _SIDE, no higher than its part of the image."""
    side = _SIDE * np.exp(rng.normal(0, 0.12))
    size = side * np.array([np.sqrt(actor.aspect), 1 / np.sqrt(actor.aspect)])
    width, height = (size * min(1.0, HEIGHT / 2.4 / size[1], WIDTH / 2.6 / size[0])).round().astype(int)
    return cv2.resize(actor.image, (int(width), int(height)), interpolation=cv2.INTER_AREA)


def _background(photo: Image) -> Image:
    top = (WIDTH - HEIGHT) // 2
    return cv2.resize(photo, (WIDTH, WIDTH))[top:top + HEIGHT].copy()


def write_look_alikes(banks: Banks, folder: Path, scenes: int) -> None:
    """Write those of the first `scenes` videos that are not there yet, each as img/, groundtruth.txt and nlp.txt."""
    for seed in tqdm(range(scenes), unit='video', delay=0.5):
        path = folder / f'look_alikes_{seed:03d}'
        if not path.exists():
            _write(LookAlikes(banks, seed), path)


def _write(video: LookAlikes, path: Path) -> None:
    part = path.with_name(f'.{path.name}.part')
    shutil.rmtree(part, ignore_errors=True)
    (part / 'img').mkdir(parents=True)
    for index in range(FRAMES):
        file = part / 'img' / f'{index:05d}.jpg'
        if not cv2.imwrite(str(file), video.render(index), [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]):
            raise DataError(f'{file}: cannot be written')
    np.savetxt(part / 'groundtruth.txt', video.truth_xywh_px, fmt='%.1f', delimiter=',')
    (part / 'nlp.txt').write_text(f'{video.sentence}\n', encoding='utf-8')
    part.rename(path)


def unseen_banks(data: Path) -> Banks:
    """What of DATA/train no training sees. Raises DataError and FileNotFoundError."""
    return load_banks(data / 'train').split(held_out, keep=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--data', type=Path, required=True)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--scenes', type=int, default=40)
    args = parser.parse_args()
    write_look_alikes(unseen_banks(args.data), args.out, args.scenes)


if __name__ == '__main__':
    main()

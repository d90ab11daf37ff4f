"""Objects to put into a scene: cut-outs, sprites and shapes that nobody has a word for."""
from __future__ import annotations

import cv2
import numpy as np

from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.items import Background, Cutout, Part
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.repainting import mirror, repaint_garments, repaint_one_garment, repaint_whole
from vl_tracker_ros.media.sprites import COLOURS_BGR, SPRITE_KINDS, draw_sprite

SHAPE = 'shape'                         # the noun of what has no word
Actor = Cutout                          # what stands in a scene
_CUTOUT_SHARES = {'person': 0.42, 'grocery': 0.1, 'davis': 0.06, 'segment': 0.16, 'street': 0.1}
_SHARES = {**_CUTOUT_SHARES, 'sprite': 0.1, 'blob': 0.06}
_REPAINTED = {'person': 0.5, 'grocery': 0.4, 'segment': 0.4, 'street': 0.4}


def _sprite(rng: np.random.Generator) -> Actor:
    kind = str(rng.choice(SPRITE_KINDS))
    names = [str(n) for n in rng.choice(list(COLOURS_BGR), 2)]
    colours = [tuple(int(np.clip(v + rng.normal(0, 14), 0, 255)) for v in COLOURS_BGR[n]) for n in names]
    image = draw_sprite(kind, colours[0], int(rng.integers(60, 120)), rng, colours[1])
    if kind != 'person':
        return Cutout(image, kind, names[0], 'sprite')
    height, width = image.shape[:2]
    halves = ((0, height // 5, width, height // 3), (0, height // 2, width, height // 2))
    return Cutout(image, kind, None, 'sprite', tuple(map(Part, ('shirt', 'pants'), names, halves)))


def blob(backgrounds: list[Background], rng: np.random.Generator) -> Actor:
    """A random outline filled from a photo."""
    photo = backgrounds[rng.integers(len(backgrounds))].image
    w, h = (int(v) for v in rng.integers(50, 150, 2))
    x, y = int(rng.integers(0, photo.shape[1] - w)), int(rng.integers(0, photo.shape[0] - h))
    mask = np.zeros((h, w), np.uint8)
    angles = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(4, 12))))
    radii = rng.uniform(0.6, 1, len(angles))
    outline = np.stack([w / 2 * (1 + radii * np.cos(angles)), h / 2 * (1 + radii * np.sin(angles))], 1)
    cv2.fillPoly(mask, [outline.astype(np.int32)], 255, cv2.LINE_AA)
    x1, y1, w1, h1 = cv2.boundingRect(mask)
    image = np.dstack([photo[y:y + h, x:x + w], mask])[y1:y1 + h1, x1:x1 + w1]
    return Cutout(np.ascontiguousarray(image), SHAPE, None, 'blob')


class ActorSource:
    """Draws actors from the banks, people first. Raises DataError when a kind of them is missing."""

    def __init__(self, banks: Banks) -> None:
        missing = [kind for kind in _CUTOUT_SHARES if not banks.cutouts.get(kind)]
        if missing or not banks.backgrounds:
            raise DataError(f'training data without {", ".join(missing) or "backgrounds"}')
        self._banks = banks
        self._names, self._shares = list(_SHARES), list(_SHARES.values())

    def draw(self, rng: np.random.Generator, source: str | None = None) -> tuple[Actor, str]:
        """An actor and the name of its source; `source` asks for another of the same kind."""
        source = source or str(rng.choice(self._names, p=self._shares))
        actor = self._plain(source, rng)
        if rng.random() < _REPAINTED.get(source, 0.0):
            actor = repaint_garments(actor, rng) if actor.worn else repaint_whole(actor, rng)
        return (mirror(actor) if rng.random() < 0.5 else actor), source

    @staticmethod
    def look_alike(actor: Actor, rng: np.random.Generator) -> Actor | None:
        """The same cut-out, often mirrored, that differs in the colour of one garment, or of the whole.

        None for a person whose clothes cannot be painted: a twin that nothing tells apart is no other target.
        """
        other = repaint_one_garment(actor, rng) if actor.worn else repaint_whole(actor, rng)
        return mirror(other) if other and rng.random() < 0.5 else other

    def _plain(self, source: str, rng: np.random.Generator) -> Actor:
        if source == 'sprite':
            return _sprite(rng)
        if source == 'blob':
            return blob(self._banks.backgrounds, rng)
        items = self._banks.cutouts[source]
        return items[rng.integers(len(items))]

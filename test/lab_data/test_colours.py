from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.data.colours import PAINTABLE, name_colour, repaint
from vl_tracker_ros.media.sprites import COLOURS_BGR


def shaded(base: tuple[int, int, int]) -> np.ndarray:
    """A patch (40,40,3) with the light falling off from left to right, and noise."""
    light = np.linspace(0.75, 1.2, 40)[None, :, None] + np.random.default_rng(1).normal(0, 0.03, (40, 40, 1))
    return np.clip(np.array(base) * light, 0, 255).astype(np.uint8)


@pytest.mark.parametrize('colour', COLOURS_BGR)
def test_drawn_colours_have_their_names(colour: str) -> None:
    patch = np.full((5, 20, 3), COLOURS_BGR[colour], np.uint8)
    assert name_colour(patch.reshape(-1, 3)) == colour


@pytest.mark.parametrize('colour', PAINTABLE)
@pytest.mark.parametrize('base', COLOURS_BGR)
def test_repainted_pixels_have_the_new_name(colour: str, base: str) -> None:
    image = shaded(COLOURS_BGR[base])
    repaint(image, np.ones((40, 40), bool), colour)
    assert name_colour(image.reshape(-1, 3)) == colour


def test_repainting_keeps_shading_and_the_rest() -> None:
    image = shaded((60, 60, 200))
    before, where = image.copy(), np.zeros((40, 40), bool)
    where[:20] = True
    repaint(image, where, 'green')
    assert np.array_equal(image[20:], before[20:])
    assert image[:20, -5:].max(2).mean() > image[:20, :5].max(2).mean() + 10


def test_only_a_majority_is_named() -> None:
    red, blue, green = (np.full((40, 3), bgr, np.uint8) for bgr in ((0, 0, 200), (200, 0, 0), (0, 160, 0)))
    assert name_colour(np.concatenate([red, red, blue])) == 'red'
    assert name_colour(np.concatenate([red, blue, green])) is None
    assert name_colour(red[:19]) is None, 'too few pixels'

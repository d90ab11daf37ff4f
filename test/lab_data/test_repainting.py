from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.data.colours import name_colour
from vl_tracker_ros.data.items import Cutout, Part
from vl_tracker_ros.data.repainting import mirror, repaint_garments, repaint_one_garment, repaint_whole
from vl_tracker_ros.media.sprites import COLOURS_BGR


@pytest.fixture
def person() -> Cutout:
    """A red shirt over blue trousers, a bag of no known colour, and nothing around."""
    image = np.zeros((80, 40, 4), np.uint8)
    image[10:40, 5:35] = (*COLOURS_BGR['red'], 255)
    image[40:75, 5:35] = (*COLOURS_BGR['blue'], 255)
    worn = (Part('shirt', 'red', (5, 10, 30, 30)), Part('pants', 'blue', (5, 40, 30, 35)),
            Part('bag', None, (0, 0, 4, 4)))
    return Cutout(image, 'person', None, 'drawn', worn)


def seen_colours(cutout: Cutout) -> list[str | None]:
    boxes = [part.box_xywh_px for part in cutout.worn[:2]]
    return [name_colour(cutout.image[y:y + h, x:x + w, :3].reshape(-1, 3)) for x, y, w, h in boxes]


@pytest.mark.parametrize('seed', range(8))
def test_one_garment_has_another_colour_which_is_the_one_that_is_said(person: Cutout, seed: int) -> None:
    other = repaint_one_garment(person, np.random.default_rng(seed))
    assert [colour for _, colour in other.parts] == seen_colours(other)
    assert sum(a != b for a, b in zip(person.parts, other.parts)) == 1
    assert person.parts == (('shirt', 'red'), ('pants', 'blue')) and seen_colours(person) == ['red', 'blue']


def test_every_garment_may_be_repainted(person: Cutout) -> None:
    other = repaint_garments(person, np.random.default_rng(0), share=1.0)
    assert [colour for _, colour in other.parts] == seen_colours(other)
    assert all(a != b for a, b in zip(person.parts, other.parts))


def test_clothes_of_no_known_colour_are_left(person: Cutout) -> None:
    bare = Cutout(person.image, 'person', None, 'drawn', (Part('shirt', None, (5, 10, 30, 30)),))
    assert repaint_one_garment(bare, np.random.default_rng(0)) is None


def test_a_garment_out_of_the_picture_is_left(person: Cutout) -> None:
    beyond = Cutout(person.image, 'person', None, 'drawn', (Part('hat', 'red', (60, 90, 10, 10)),))
    assert repaint_one_garment(beyond, np.random.default_rng(0)) is None
    assert repaint_garments(beyond, np.random.default_rng(0), share=1.0).parts == (('hat', 'red'),)


def test_a_thing_is_painted_whole(person: Cutout) -> None:
    ball = repaint_whole(Cutout(person.image, 'ball', 'red', 'drawn'), np.random.default_rng(0))
    assert ball.colour != 'red'
    assert name_colour(np.ascontiguousarray(ball.image[ball.image[..., 3] > 0][:, :3])) == ball.colour
    assert (ball.image[ball.image[..., 3] == 0] == 0).all()


def test_the_mirror_knows_where_the_clothes_are(person: Cutout) -> None:
    person = Cutout(person.image, 'person', None, 'drawn', (Part('bag', 'red', (2, 10, 8, 9)),))
    assert mirror(person).worn[0].box_xywh_px == (30, 10, 8, 9)
    assert np.array_equal(mirror(mirror(person)).image, person.image)

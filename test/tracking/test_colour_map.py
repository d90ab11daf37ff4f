from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.tracking.colour_map import likest_places
from vl_tracker_ros.tracking.colours import COLOURS, colours

RED, DARK_RED, BLUE = (0, 0, 220), (0, 0, 100), (220, 0, 0)
SIZE = np.array([12.0, 16.0])


def ground(shape: tuple[int, int] = (200, 300)) -> np.ndarray:
    return np.random.default_rng(0).integers(90, 160, (*shape, 1), np.uint8).repeat(3, axis=2)


def put(image: np.ndarray, x: int, y: int, above: tuple[int, int, int], below: tuple[int, int, int]) -> np.ndarray:
    """A thing of SIZE in two colours, with its upper left corner there."""
    image[y:y + 8, x:x + 12], image[y + 8:y + 16, x:x + 12] = above, below
    return image


TARGET = colours(put(ground(), 50, 50, RED, BLUE), np.array([50, 50, *SIZE]))


def test_the_likest_place_has_all_of_the_colours_and_the_next_one_some_of_them() -> None:
    image = put(put(ground(), 40, 60, RED, RED), 200, 120, RED, BLUE)
    np.testing.assert_allclose(likest_places(image, TARGET, SIZE, 2, 30), [[206, 128], [46, 68]], atol=4)


def test_a_larger_thing_of_one_of_its_colours_is_no_likelier() -> None:
    image = put(ground(), 200, 120, RED, BLUE)
    image[20:100, 20:120] = RED
    np.testing.assert_allclose(likest_places(image, TARGET, SIZE, 1, 30), [[206, 128]], atol=4)


def test_places_are_apart() -> None:
    image = np.full((200, 300, 3), RED, np.uint8)
    places = likest_places(image, TARGET, SIZE, 50, 40)
    between = np.abs(places[:, None] - places[None]).max(2)[~np.eye(len(places), dtype=bool)]
    assert 1 < len(places) < 50 and between.min() > 40


def test_only_places_that_are_allowed_count() -> None:
    image, allowed = put(put(ground(), 40, 60, RED, RED), 200, 120, RED, BLUE), np.zeros((200, 300), bool)
    allowed[:, :150] = True
    places = likest_places(image, TARGET, SIZE, 3, 30, allowed)
    np.testing.assert_allclose(places[0], [46, 68], atol=4)
    assert (places[:, 0] < 150).all()


def test_there_is_no_place_without_any_of_the_colours() -> None:
    assert likest_places(np.full((50, 60, 3), DARK_RED, np.uint8), TARGET, SIZE, 3, 10).shape == (0, 2)


@pytest.mark.parametrize('shape', [(1, 1), (3, 200), (7, 5)])
def test_an_image_smaller_than_the_target_is_one_place(shape: tuple[int, int]) -> None:
    places = likest_places(np.full((*shape, 3), RED, np.uint8), TARGET, np.array([40.0, 30.0]), 1, 500)
    assert places.shape == (1, 2) and (places < shape[::-1]).all()


def test_a_target_of_no_colour_that_counts_is_nowhere() -> None:
    image = np.random.default_rng(0).integers(0, 256, (99, 101, 3), np.uint8)
    assert likest_places(image, np.full(COLOURS, COLOURS ** -0.5, np.float32), SIZE, 3, 10).shape == (0, 2)

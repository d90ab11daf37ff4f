from __future__ import annotations

import math

import numpy as np
import pytest

from vl_tracker_ros.tracking.appearance import AppearanceMemory

RED, BLUE = (0, 0, 220), (220, 0, 0)
BOX = np.array([40.0, 30.0, 40.0, 60.0])


def image(colour: tuple[int, int, int], box: np.ndarray = BOX) -> np.ndarray:
    """Grey texture with a thing of one colour in a box."""
    pixels = np.random.default_rng(0).integers(90, 160, (120, 160, 1), np.uint8).repeat(3, axis=2)
    x, y, w, h = box.astype(int)
    pixels[y:y + h, x:x + w] = colour
    return pixels


def memory(*colours_seen: tuple[int, int, int]) -> AppearanceMemory:
    """One that has seen each of these long enough to remember it."""
    remembered = AppearanceMemory()
    for colour in colours_seen:
        for _ in range(5):
            remembered.observe(image(colour), BOX)
    return remembered


def test_nothing_is_known_of_what_was_never_seen() -> None:
    assert math.isnan(AppearanceMemory().similarity(image(RED), BOX))


def test_the_same_thing_elsewhere_and_farther_away_is_alike_and_another_colour_is_not() -> None:
    remembered, away = memory(RED), np.array([100.0, 70.0, 20.0, 30.0])
    assert remembered.similarity(image(RED, away), away) == pytest.approx(1.0)
    assert remembered.similarity(image(BLUE, away), away) == pytest.approx(0.0, abs=1e-6)


def test_each_side_of_a_thing_is_remembered() -> None:
    remembered = memory(RED, BLUE)
    assert min(remembered.similarity(image(colour), BOX) for colour in (RED, BLUE)) == pytest.approx(1.0)


def test_what_is_forgotten_is_not_known() -> None:
    remembered = memory(RED)
    remembered.clear()
    assert math.isnan(remembered.similarity(image(RED), BOX))


def test_memory_is_bounded() -> None:
    remembered = AppearanceMemory()
    for index in range(1000):
        remembered.observe(image((index % 200, 0, 0)), BOX)
    assert len(remembered._seen) <= 32


def test_nothing_is_known_of_where_it_may_be_before_it_was_seen() -> None:
    assert AppearanceMemory().places(image(RED), 4, 10).shape == (0, 2)


def test_it_may_be_where_its_colours_are_in_its_last_size() -> None:
    remembered, pixels = memory(RED), image(BLUE)
    remembered.observe(image(RED, small := np.array([20.0, 20.0, 10.0, 14.0])), small)
    pixels[80:94, 110:120] = RED
    np.testing.assert_allclose(remembered.places(pixels, 1, 10), [[115, 87]], atol=4)


def test_size_is_told_as_a_factor_of_that_when_it_was_last_seen() -> None:
    remembered, boxes = memory(RED), np.array([[0, 0, 40, 60], [5, 5, 80, 120], [0, 0, 60, 10], [9, 9, 0, 0]], float)
    assert remembered.resized(boxes)[:3] == pytest.approx([1, 2, 2])
    assert remembered.resized(boxes)[3] > 1000
    np.testing.assert_array_equal(AppearanceMemory().resized(boxes), np.ones(4))

"""Things described where they were photographed."""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.data.colours import COLOUR_NAMES, name_colour
from vl_tracker_ros.data.in_place import describe_in_place
from vl_tracker_ros.data.items import LabelledPhoto, Thing

WORDS_OF = {'gray': 'grey', 'silver': 'grey', 'dark': 'black', 'beige': 'brown'}


def photo(*colours: str) -> LabelledPhoto:
    """Squares side by side on a ground of many colours."""
    rng = np.random.default_rng(0)
    image = rng.integers(60, 200, (60, 60 * len(colours), 3), dtype=np.uint8)
    things = []
    for i, colour in enumerate(colours):
        mask = np.zeros(image.shape[:2], bool)
        mask[20:40, 60 * i + 20:60 * i + 40] = True
        things.append(Thing('object', colour, (60 * i + 20, 20, 20, 20), mask))
    return LabelledPhoto(image, tuple(things), tuple(range(len(colours))), 'photo')


def named_colour(sentence: str) -> str:
    words = [WORDS_OF.get(word, word) for word in sentence.replace('-', ' ').split()]
    return next(word for word in words if word in COLOUR_NAMES)


def test_a_repainted_thing_has_the_colour_it_is_called_by():
    rng, checked = np.random.default_rng(1), 0
    for _ in range(200):
        found = describe_in_place(photo('mixed', 'mixed', 'mixed'), rng)
        if found is None:
            continue
        image, (x, y, w, h), sentence = found
        pixels = image[int(y):int(y + h), int(x):int(x + w)].reshape(-1, 3)
        assert name_colour(pixels) == named_colour(sentence)
        checked += 1
    assert checked > 100


def test_no_sentence_when_another_thing_has_the_colour():
    rng = np.random.default_rng(2)
    unpainted = LabelledPhoto(photo('red', 'red').image, tuple(
        Thing('object', 'red', thing.box_xywh_px) for thing in photo('red', 'red').things), (0, 1), 'photo')
    assert all(describe_in_place(unpainted, rng) is None for _ in range(50))


def test_the_photo_itself_is_not_painted():
    original = photo('mixed', 'mixed')
    before = original.image.copy()
    for seed in range(20):
        describe_in_place(original, np.random.default_rng(seed))
    np.testing.assert_array_equal(original.image, before)


def test_a_thing_of_mixed_colours_is_called_by_its_name():
    pot = LabelledPhoto(np.zeros((60, 60, 3), np.uint8), (Thing('pot', 'mixed', (20, 20, 20, 20)),), (0,), 'photo')
    image, box, sentence = describe_in_place(pot, np.random.default_rng(0))
    assert 'pot' in sentence
    assert box.tolist() == [20, 20, 20, 20]

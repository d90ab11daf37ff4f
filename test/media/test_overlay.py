from dataclasses import replace

import numpy as np
import pytest

from vl_tracker_ros.media.overlay import STATE_COLOURS_BGR, OverlayView, draw_overlay

VIEW = OverlayView('tracking', 'local', 0.8, 'the red car', box_xywh_px=(60.0, 50.0, 40.0, 30.0),
                   search_region_xywh_px=(20.0, 20.0, 120.0, 100.0), kappa=0.4)


def grey(width: int = 176, height: int = 144) -> np.ndarray:
    return np.full((height, width, 3), 90, np.uint8)


def drawn(image: np.ndarray, part: tuple[slice, slice]) -> bool:
    return bool((image[part] != 90).any())


def coloured(image: np.ndarray, colour: tuple[int, int, int]) -> np.ndarray:
    """Mask (H,W) of the pixels that have exactly this colour."""
    return (image == colour).all(axis=2)


def test_the_given_image_is_left_as_it_is():
    image = grey()
    draw_overlay(image, VIEW)
    assert (image == 90).all()


@pytest.mark.parametrize('state', ['tracking', 'uncertain'])
def test_box_has_the_colour_of_the_state(state):
    mask = coloured(draw_overlay(grey(), replace(VIEW, state=state)), STATE_COLOURS_BGR[state])
    assert mask[65, 60] and mask[65, 100] and mask[50, 80] and mask[80, 80]
    assert not mask[65, 75:90].any(), 'the target itself stays visible'


def test_without_a_box_none_is_drawn():
    image = draw_overlay(grey(), replace(VIEW, state='lost', box_xywh_px=None))
    assert not drawn(image, np.s_[48:85, 55:105])


def test_local_search_shows_its_region():
    image = draw_overlay(grey(), VIEW)
    assert drawn(image, np.s_[60:61, 18:23])
    assert not drawn(draw_overlay(grey(), replace(VIEW, search_region_xywh_px=None)), np.s_[60:61, 18:23])


def test_global_search_shows_a_frame_around_the_whole_image():
    searching = replace(VIEW, state='searching', search='global', box_xywh_px=None)
    mask = coloured(draw_overlay(grey(), searching), STATE_COLOURS_BGR['searching'])
    assert mask[72, 0] and mask[72, 175]


def test_score_is_the_length_of_the_bar():
    for score in (0.0, 0.25, 1.0):
        image = draw_overlay(grey(200, 150), replace(VIEW, score=score))
        assert coloured(image, STATE_COLOURS_BGR['tracking'])[-1].sum() == round(200 * score)


@pytest.mark.parametrize('size', [(16, 16), (176, 144), (640, 480), (1920, 1080)])
@pytest.mark.parametrize('state', STATE_COLOURS_BGR)
def test_every_state_is_drawn_at_every_size(size, state):
    for search in ('local', 'global'):
        image = draw_overlay(grey(*size), replace(VIEW, state=state, search=search))
        assert image.shape == grey(*size).shape and drawn(image, np.s_[-20:, :])


def test_text_grows_with_the_image():
    heights = []
    for size in ((176, 144), (1760, 1440)):
        rows = (draw_overlay(grey(*size), VIEW)[:size[1] // 8] > 150).any(axis=(1, 2))
        heights.append(rows.sum())
    assert heights[1] > 4 * heights[0] >= 4 * 6


@pytest.mark.parametrize('command', ['', 'x' * 500, '\u2603 snow \U0001f600', '$x_1$ %s {}'])
def test_any_command_can_be_shown(command):
    assert drawn(draw_overlay(grey(), replace(VIEW, command=command)), np.s_[:10, :])


def test_long_command_is_shortened_but_not_the_short_one():
    long, longer = (draw_overlay(grey(), replace(VIEW, command='w' * length)) for length in (100, 300))
    assert (long == longer).all()
    assert (draw_overlay(grey(), replace(VIEW, command='ww')) != long).any()


def test_box_outside_the_image_and_unknown_kappa_are_no_trouble():
    draw_overlay(grey(), replace(VIEW, box_xywh_px=(-50.0, -50.0, 1000.0, 1000.0), kappa=float('nan')))


def test_unknown_state_is_refused():
    with pytest.raises(KeyError, match='asleep'):
        draw_overlay(grey(), replace(VIEW, state='asleep'))

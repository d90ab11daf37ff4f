"""Boxes on images of a camera that moves over a textured ground, against where they really lie."""
from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from support.colour_bundle import write_colour_bundle
from support.one_thread import ONE_THREAD

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.tracking import TrackerOptions, create_tracker
from vl_tracker_ros.tracking.camera_motion import BackgroundMotion

BOX = np.array([150.0, 100.0, 40.0, 30.0])
SIZE = 480, 360


def ground(side: int = 900) -> np.ndarray:
    """Coarse and fine things, as the real ground has."""
    random = np.random.default_rng(0)
    layers = [cv2.resize(random.integers(0, 85, (side // grain + 1,) * 2, np.uint8), (side, side),
                         interpolation=cv2.INTER_CUBIC) for grain in (6, 25, 80)]
    return np.sum(layers, axis=0, dtype=np.uint8)[:, :, None].repeat(3, axis=2)


GROUND = ground()


def seen(x: float = 0.0, y: float = 0.0, turn_deg: float = 0.0, zoom: float = 1.0,
         size: tuple[int, int] = SIZE) -> tuple[np.ndarray, np.ndarray]:
    """The image of a camera that moved so from its first place, and the matrix (2,3) from the first image to it."""
    centre = size[0] / 2, size[1] / 2
    matrix = cv2.getRotationMatrix2D(centre, turn_deg, zoom) + [[0, 0, x], [0, 0, y]]
    onto_ground = matrix @ np.vstack([np.hstack([np.eye(2), [[-200.0], [-200.0]]]), [0, 0, 1]])
    return cv2.warpAffine(GROUND, onto_ground, size), matrix


def carried(image: np.ndarray, box: np.ndarray = BOX, first: np.ndarray | None = None) -> tuple[np.ndarray, float]:
    motion = BackgroundMotion()
    motion.carry(seen()[0] if first is None else first, box)
    return motion.carry(image, box), motion.agreement


def centre(box: np.ndarray) -> np.ndarray:
    return box[:2] + box[2:] / 2


@pytest.mark.parametrize('moved', [
    dict(x=17.0, y=-9.0), dict(x=40.0), dict(turn_deg=4.0), dict(zoom=1.08), dict(x=-12.0, turn_deg=-3.0, zoom=0.95)])
def test_a_box_goes_where_the_background_goes(moved: dict[str, float]) -> None:
    image, matrix = seen(**moved)
    box, agreement = carried(image)
    np.testing.assert_allclose(centre(box), matrix @ [*centre(BOX), 1.0], atol=1.0)
    np.testing.assert_allclose(box[2:], BOX[2:] * moved.get('zoom', 1.0), rtol=0.02)
    assert agreement > 0.8


def test_large_images_are_looked_at_small_and_boxes_stay_in_their_pixels() -> None:
    large = [cv2.resize(seen(x=x)[0], (1920, 1440)) for x in (0.0, 20.0)]
    box, _ = carried(large[1], 4 * BOX, large[0])
    np.testing.assert_allclose(centre(box), 4 * (centre(BOX) + [20.0, 0.0]), atol=4.0)


def test_what_moves_in_the_box_is_no_background() -> None:
    still, thing = seen()[0], ground(60)[:50, :60]
    images = [still.copy(), still.copy()]
    for image, x in zip(images, (140, 165)):
        image[95:145, x:x + 60] = thing
    box, agreement = carried(images[1], np.array([140.0, 95.0, 60.0, 50.0]), images[0])
    np.testing.assert_allclose(box, [140, 95, 60, 50], atol=0.5)
    assert agreement > 0.7


@pytest.mark.parametrize('now', [
    np.full((360, 480, 3), 90, np.uint8), np.random.default_rng(1).integers(0, 255, (360, 480, 3), np.uint8)])
def test_a_background_that_cannot_be_followed_moves_nothing_and_says_so(now: np.ndarray) -> None:
    box, agreement = carried(now)
    assert box.tolist() == BOX.tolist() and agreement == 0.0


def test_a_first_image_without_texture_moves_nothing() -> None:
    box, agreement = carried(seen()[0], first=np.full((360, 480, 3), 90, np.uint8))
    assert box.tolist() == BOX.tolist() and agreement == 0.0


@pytest.mark.parametrize('covering', [(0.0, 0.0, 480.0, 360.0), (-50.0, -50.0, 900.0, 900.0)])
def test_a_box_without_background_around_it_stays(covering: tuple[float, ...]) -> None:
    box, agreement = carried(seen(x=9.0)[0], np.array(covering))
    assert box.tolist() == list(covering) and agreement == 0.0


def test_nothing_is_compared_over_another_image_size_a_gap_or_without_a_box() -> None:
    motion = BackgroundMotion()
    motion.carry(seen()[0], BOX)
    assert motion.carry(cv2.resize(seen(x=9.0)[0], (480, 300)), BOX) is BOX and math.isnan(motion.agreement)
    motion.forget()
    assert motion.carry(seen()[0], BOX) is BOX and math.isnan(motion.agreement)
    assert motion.carry(seen(x=9.0)[0], None) is None and math.isnan(motion.agreement)


@pytest.fixture(scope='module')
def bundle(tmp_path_factory: pytest.TempPathFactory) -> object:
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


def with_square(x: float) -> np.ndarray:
    """A red square that lies on the ground, at 200, 150 before the camera moved by `x`."""
    image = seen(x=x)[0]
    left = round(200 + x)
    image[150:162, left:left + 12] = 0, 0, 255
    return image


def test_a_tracker_that_follows_the_camera_looks_where_the_target_is_after_a_jerk(bundle: object) -> None:
    regions = {}
    for camera_motion in (False, True):
        tracker = create_tracker(bundle, ONE_THREAD, tracker_options=TrackerOptions(camera_motion))
        tracker.start(with_square(0.0), box=(200, 150, 12, 12))
        result = tracker.update(with_square(45.0))
        x, _, width, _ = result.search_region_xywh_px
        regions[camera_motion] = x < 245 and 257 < x + width
        assert math.isnan(result.evidence.background) is not camera_motion
    assert regions == {False: False, True: True}


def test_a_target_found_elsewhere_is_not_moved_by_what_came_before(bundle: object) -> None:
    tracker = create_tracker(bundle, ONE_THREAD, tracker_options=TrackerOptions(camera_motion=True))
    tracker.start(with_square(0.0), box=(200, 150, 12, 12))
    tracker.lose()
    tracker.resume(np.array([230.0, 150.0, 12.0, 12.0]))
    result = tracker.update(with_square(30.0))
    assert math.isnan(result.evidence.background)
    x, _, width, _ = result.search_region_xywh_px
    assert x + width / 2 == pytest.approx(236.0)

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from vl_tracker_ros.tracking import RegionOfInterest
from vl_tracker_ros.tracking.appearance import AppearanceMemory
from vl_tracker_ros.tracking.small_objects import SmallObjects
from vl_tracker_ros.tracking.tile_scan import TileScan

FULL_HD, ULTRA_HD = (1080, 1920), (2160, 3840)
EVERYWHERE = RegionOfInterest()
RED, SIDE, TILE, PER_IMAGE = (0, 0, 220), 12, 300, 6
SMALL = SmallObjects(tile_px=TILE, views_per_image=PER_IMAGE, places=24)


def scan_of(seen: bool = False) -> TileScan:
    """One that knows a red square, or nothing."""
    appearance = AppearanceMemory()
    if seen:
        appearance.observe(picture((100, 100), (30, 30)), np.array([30.0, 30, SIDE, SIDE]))
    return TileScan(SMALL, appearance)


def picture(size: tuple[int, int], *corners: tuple[int, int]) -> np.ndarray:
    image = np.full((*size, 3), 120, np.uint8)
    for x, y in corners:
        image[y:y + SIDE, x:x + SIDE] = RED
    return image


def within(view: np.ndarray, corner: tuple[int, int]) -> bool:
    x, y, w, h = view
    return bool(x <= corner[0] and y <= corner[1] and corner[0] + SIDE <= x + w and corner[1] + SIDE <= y + h)


@pytest.mark.parametrize('seen', [False, True])
@pytest.mark.parametrize('size', [FULL_HD, ULTRA_HD, (200, 900)])
def test_tiles_cover_the_image_in_full_resolution(size: tuple[int, int], seen: bool) -> None:
    image, scan, covered, count = picture(size), scan_of(seen), np.zeros(size, bool), 0
    views = scan.regions(image, EVERYWHERE)
    np.testing.assert_array_equal(views[0], [0, 0, size[1], size[0]])
    views = views[1:]
    while True:
        for x, y, w, h in np.array(views, int):
            assert (w, h) == (TILE, min(TILE, size[0]))
            covered[y:y + h, x:x + w] = True
            count += 1
        scan.advance()
        if np.array_equal((views := scan.regions(image, EVERYWHERE))[0], [0, 0, size[1], size[0]]):
            break
        assert len(views) <= PER_IMAGE
    assert covered.all() and count <= np.prod(np.ceil((np.array(size) - 60) / 240))


def test_tiles_near_the_last_place_come_first() -> None:
    scan = scan_of()
    scan.restart(np.array([2990.0, 1690, 20, 20]))
    middles = [view[:2] + view[2:] / 2 for view in scan.regions(picture(ULTRA_HD), EVERYWHERE)[1:]]
    away = [float(np.hypot(*(middle - (3000, 1700)))) for middle in middles]
    assert away == sorted(away) and away[-1] < 2 * TILE


def test_half_of_the_views_are_where_the_colours_of_the_target_are_and_in_the_next_image_where_others_are() -> None:
    corners = [(300 + 400 * column, 300 + 400 * row) for row in range(2) for column in range(PER_IMAGE // 2)]
    scan, seen = scan_of(seen=True), []
    for _ in range(2):
        views = scan.regions(picture(ULTRA_HD, *corners), EVERYWHERE)
        assert len(views) == PER_IMAGE
        seen += [{corner for corner in corners if within(view, corner)} for view in views[PER_IMAGE // 2:]]
        scan.advance()
    assert all(len(those) == 1 for those in seen) and set.union(*seen) == set(corners)


def test_after_some_images_the_likest_place_is_looked_at_again() -> None:
    scan, image = scan_of(seen=True), picture(ULTRA_HD, (3000, 1700))
    looks = []
    for _ in range(20):
        looks.append(any(within(view, (3000, 1700)) for view in scan.regions(image, EVERYWHERE)[-PER_IMAGE // 2:]))
        scan.advance()
    assert looks[0] and sum(looks) >= 3


def test_a_view_by_colours_lies_inside_of_what_is_searched(tmp_path: Path) -> None:
    region, image = RegionOfInterest(), picture(FULL_HD, (1000, 500), (1300, 790), (100, 100))
    region.search_inside((900, 400, 412, 402), image.shape)
    scan = scan_of(seen=True)
    views = scan.regions(image, region)
    assert all(900 <= x and 400 <= y and x + w <= 1312 and y + h <= 802 for x, y, w, h in views)
    assert within(views[-2], (1300, 790)) or within(views[-1], (1300, 790))


def test_colours_outside_of_the_mask_do_not_count(tmp_path: Path) -> None:
    white = np.zeros(FULL_HD, np.uint8)
    white[100:200, 100:200] = white[800:1000, 1500:1800] = 255
    cv2.imwrite(str(tmp_path / 'mask.png'), white)
    image = picture(FULL_HD, (110, 110), (1600, 900), *((x, 500) for x in range(200, 1800, 200)))
    views = scan_of(seen=True).regions(image, RegionOfInterest(tmp_path / 'mask.png'))
    assert len(views) == PER_IMAGE      # tiles take the places that colours do not
    assert {corner for corner in ((110, 110), (1600, 900)) for view in views[-2:] if within(view, corner)} == {
        (110, 110), (1600, 900)}


@pytest.mark.parametrize('seen', [False, True])
def test_an_image_of_one_tile_is_looked_at_once(seen: bool) -> None:
    scan = scan_of(seen)
    assert len(scan.regions(picture((200, 300), (20, 20)), EVERYWHERE)) == 1 and not scan.advance()


def test_an_image_of_another_size_is_scanned_from_its_beginning() -> None:
    scan = scan_of()
    scan.regions(picture(FULL_HD), EVERYWHERE)
    scan.advance()
    np.testing.assert_array_equal(scan.regions(picture((700, 700)), EVERYWHERE)[0], [0, 0, 700, 700])

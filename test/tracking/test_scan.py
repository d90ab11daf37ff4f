from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.geometry import region_view
from vl_tracker_ros.tracking import RegionOfInterest
from vl_tracker_ros.tracking.scan import GlobalScan

SHAPE = (241, 323, 3)
IMAGE, EVERYWHERE = np.zeros(SHAPE, np.uint8), RegionOfInterest()


def regions(scan: GlobalScan, count: int) -> list[np.ndarray]:
    seen = []
    for _ in range(count):
        seen.append(scan.regions(IMAGE, EVERYWHERE)[0])
        scan.advance()
    return seen


def test_one_tile_is_the_whole_image_for_ever() -> None:
    scan = GlobalScan()
    np.testing.assert_array_equal(scan.regions(IMAGE, EVERYWHERE)[0], [0, 0, 323, 241])
    assert not scan.advance()
    np.testing.assert_array_equal(scan.regions(IMAGE, EVERYWHERE)[0], [0, 0, 323, 241])


@pytest.mark.parametrize('tiles', [2, 3])
def test_tiles_cover_the_image_after_the_whole_and_then_it_begins_anew(tiles: int) -> None:
    scan = GlobalScan(tiles, overlap=0.25)
    whole, *parts, again = regions(scan, tiles * tiles + 2)
    np.testing.assert_array_equal(whole, again)
    seen = np.zeros(SHAPE[:2], int)
    for x, y, w, h in np.array(parts, int):
        assert w < whole[2] and h < whole[3]
        seen[y:y + h, x:x + w] += 1
    assert seen.min() == 1 and seen.max() == 4


def test_neighbours_share_the_overlap() -> None:
    _, left, right, *_ = regions(GlobalScan(2, overlap=0.2), 5)
    assert (left[0] + left[2] - right[0]) / left[2] == pytest.approx(0.2, abs=0.02)


def test_restart_begins_with_the_whole_image() -> None:
    scan = GlobalScan(2)
    scan.advance()
    scan.restart()
    np.testing.assert_array_equal(scan.regions(IMAGE, EVERYWHERE)[0], [0, 0, 323, 241])


def test_a_view_of_a_region_shows_it_and_maps_back_to_the_image() -> None:
    image = np.zeros(SHAPE, np.uint8)
    region = regions(GlobalScan(2), 5)[4]
    x, y, w, h = region.astype(int)
    image[y:y + h, x:x + w] = 200
    pixels, view = region_view(image, region, 64)
    assert pixels.shape == (64, 64, 3) and (pixels == 200).all()
    np.testing.assert_allclose(view.to_image((0.5, 0.5, 1, 1)), region)


@pytest.mark.parametrize(('values', 'cause'), [({'tiles': 0}, 'tiles 0'), ({'overlap': 1.0}, 'overlap 1.0')])
def test_values_out_of_range_are_refused(values: dict[str, float], cause: str) -> None:
    with pytest.raises(ValueError, match=cause):
        GlobalScan(**values)

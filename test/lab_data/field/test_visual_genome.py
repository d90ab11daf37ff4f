from pathlib import Path

import pytest
from support.field_trees import write, write_images

from vl_tracker_ros.data.field.records import Shot
from vl_tracker_ros.data.field.visual_genome import load_visual_genome
from vl_tracker_ros.data.reading import DataError

IMAGE = {'image_id': 5, 'url': 'https://example.org/rak248/VG_100K_2/5.jpg', 'width': 80, 'height': 60}


def _region(number: int, x: float, phrase: str) -> dict:
    return {'region_id': number, 'image_id': 5, 'x': x, 'y': 2, 'width': 30, 'height': 40, 'phrase': phrase}


def _tree(root: Path, regions: list, images: list) -> None:
    write(root / 'region_descriptions.json', [{'id': 5, 'regions': regions}])
    write(root / 'image_data.json', images)
    write_images(root / 'VG_100K_2', '5.jpg')


def test_a_region_has_a_phrase(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    _tree(tmp_path, [_region(1, 0, 'a lamp '), _region(2, 80, 'outside'), _region(3, -5, 'a door'),
                     _region(4, 0, ' ')], [IMAGE])
    image = tmp_path / 'VG_100K_2/5.jpg'
    assert load_visual_genome(tmp_path) == [Shot(image, (0, 2, 30, 40), 'a lamp'),
                                            Shot(image, (-5, 2, 30, 40), 'a door')]
    assert 'region_descriptions.json: 2 of 4 entries left out (1 box outside the image, 1 no sentence), ' \
        'the first is region 2' in caplog.text


@pytest.mark.parametrize('region, images, said', [
    ({'region_id': 1, 'x': 0}, [IMAGE], r'region_descriptions\.json: region 1 has no y'),
    ({'x': 0}, [IMAGE], r'region_descriptions\.json: a region of image 5 has no region_id'),
    (_region(1, 0, 'a lamp'), [], r'image_data\.json: the list of images has no 5'),
    (_region(1, 0, 'a lamp'), [{'image_id': 5}], r'image_data\.json: image 0 has no url'),
])
def test_errors_name_the_file_and_the_entry(tmp_path: Path, region: dict, images: list, said: str) -> None:
    _tree(tmp_path, [region], images)
    with pytest.raises(DataError, match=said):
        load_visual_genome(tmp_path)

"""Visual Genome: region_descriptions.json, image_data.json, VG_100K/ and VG_100K_2/; a region has a phrase."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from vl_tracker_ros.data.field.files import read_json
from vl_tracker_ros.data.field.records import Shot
from vl_tracker_ros.data.field.screen import Entry, box_of, pick, screened


def load_visual_genome(root: Path) -> list[Shot]:
    """Every region of every image, in the order of the file. Raises DataError."""
    regions = root / 'region_descriptions.json'
    return screened(regions, _entries(regions, read_json(regions), _images(root)))


def _images(root: Path) -> dict[int, tuple[Path, tuple[int, int]]]:
    """Path and (width, height) by image id; the last two parts of an image's address are its folder and name."""
    path, found = root / 'image_data.json', {}
    for index, image in enumerate(read_json(path)):
        key, url, width, height = pick(path, f'image {index}', image, 'image_id', 'url', 'width', 'height')
        found[key] = root.joinpath(*PurePosixPath(url).parts[-2:]), (width, height)
    return found


def _entries(path: Path, described: list[dict],
             images: dict[int, tuple[Path, tuple[int, int]]]) -> Iterator[Entry]:
    for index, image in enumerate(described):
        key, regions = pick(path, f'image {index}', image, 'id', 'regions')
        (file, size), = pick(path.with_name('image_data.json'), 'the list of images', images, key)
        for region in regions:
            number, = pick(path, f'a region of image {key}', region, 'region_id')
            name = f'region {number}'
            *box, phrase = pick(path, name, region, 'x', 'y', 'width', 'height', 'phrase')
            yield name, Shot(file, box_of(path, name, box), phrase.strip()), size

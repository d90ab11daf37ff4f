"""COCO 2017: annotations/instances_train2017.json and train2017/*.jpg; a box is called by its category."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vl_tracker_ros.data.field.files import read_json
from vl_tracker_ros.data.field.records import Shot
from vl_tracker_ros.data.field.screen import Entry, box_of, pick, screened
from vl_tracker_ros.data.reading import DataError

_LISTS = ('images', 'categories', 'annotations')


class Instances:
    """An instances JSON of COCO: its images, categories and annotations by id. Raises DataError."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path = path
        images, categories, annotations = (self._by_id(name, entries) for name, entries in zip(
            _LISTS, pick(path, 'the file', read_json(path), *_LISTS)))
        self._images = {key: _image(path, key, entry, folder) for key, entry in images.items()}
        self._words = {key: _words(path, key, entry) for key, entry in categories.items()}
        self.annotations = annotations

    def words(self, key: int) -> str:
        """What the object of annotation `key` is called. Raises DataError naming it."""
        name = f'annotation {key}'
        category, = pick(self.path, name, self.annotations[key], 'category_id')
        if category not in self._words:
            raise DataError(f'{self.path}: {name}: category {category} is not there')
        return self._words[category]

    def entry(self, key: int, sentence: str) -> Entry:
        """The box of annotation `key` with that sentence. Raises DataError naming it and what it lacks."""
        name = f'annotation {key}'
        if key not in self.annotations:
            raise DataError(f'{self.path}: {name} is not there')
        image, box = pick(self.path, name, self.annotations[key], 'image_id', 'bbox')
        if image not in self._images:
            raise DataError(f'{self.path}: {name}: image {image} is not there')
        file, size = self._images[image]
        return name, Shot(file, box_of(self.path, name, box), sentence), size

    def _by_id(self, name: str, entries: list[dict]) -> dict[int, dict]:
        return {key: entry for entry in entries for key in pick(self.path, f'an entry of {name}', entry, 'id')}


def _image(path: Path, key: int, entry: dict, folder: Path) -> tuple[Path, tuple[int, int]]:
    file, width, height = pick(path, f'image {key}', entry, 'file_name', 'width', 'height')
    return folder / file, (width, height)


def _words(path: Path, key: int, entry: dict) -> str:
    """'name, supercategory', as All-in-One has it."""
    return ', '.join(pick(path, f'category {key}', entry, 'name', 'supercategory'))


def load_coco(root: Path) -> list[Shot]:
    """Every box of one object, in the order of the file; boxes around crowds are left out. Raises DataError."""
    instances = Instances(root / 'annotations/instances_train2017.json', root / 'train2017')
    return screened(instances.path, _entries(instances))


def _entries(instances: Instances) -> Iterator[Entry]:
    for key, annotation in instances.annotations.items():
        if not annotation.get('iscrowd'):
            yield instances.entry(key, instances.words(key))

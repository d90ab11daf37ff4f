"""COCO 2017: annotations/instances_train2017.json and train2017/*.jpg; a box is called by its category."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vl_tracker_ros.data.field.files import read_json
from vl_tracker_ros.data.field.records import Shot
from vl_tracker_ros.data.field.screen import Entry, box_of, pick, screened
from vl_tracker_ros.data.reading import DataError


class Instances:
    """An instances JSON of COCO: its images, categories and annotations by id. Raises DataError."""

    def __init__(self, path: Path, images: Path) -> None:
        self.path, self._folder, content = path, images, read_json(path)
        lists = pick(path, 'the file', content, 'images', 'categories', 'annotations')
        self._images, self._categories, self.annotations = (
            {key: entry for entry in entries for key in pick(path, f'an entry of {name}', entry, 'id')}
            for name, entries in zip(('images', 'categories', 'annotations'), lists))

    def category(self, key: int) -> str:
        """'name, supercategory', as All-in-One has it."""
        return ', '.join(pick(self.path, f'category {key}', self._categories.get(key, {}), 'name', 'supercategory'))

    def entry(self, key: int, sentence: str) -> Entry:
        """The box of annotation `key` with that sentence. Raises DataError naming it and what it lacks."""
        name = f'annotation {key}'
        if key not in self.annotations:
            raise DataError(f'{self.path}: {name} is not there')
        image_id, box = pick(self.path, name, self.annotations[key], 'image_id', 'bbox')
        file, width, height = pick(self.path, f'image {image_id} of {name}', self._images.get(image_id, {}),
                                   'file_name', 'width', 'height')
        return name, Shot(self._folder / file, box_of(self.path, name, box), sentence), (width, height)


def load_coco(root: Path) -> list[Shot]:
    """Every box of one object, in the order of the file; boxes around crowds are left out. Raises DataError."""
    instances = Instances(root / 'annotations/instances_train2017.json', root / 'train2017')
    return screened(instances.path, _entries(instances))


def _entries(instances: Instances) -> Iterator[Entry]:
    for key, annotation in instances.annotations.items():
        if not annotation.get('iscrowd'):
            category, = pick(instances.path, f'annotation {key}', annotation, 'category_id')
            yield instances.entry(key, instances.category(category))

"""Sources of pixels: cut-outs, photos, clips and backgrounds, decoded once and kept in memory as uint8."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vl_tracker_ros.data.filmed import read_davis, read_ground, read_videos
from vl_tracker_ros.data.items import Background, Clip, Cutout, LabelledPhoto, PersonPhoto
from vl_tracker_ros.data.pictures import (
    read_backgrounds, read_groceries, read_kitchens, read_people, read_segments, read_streets)
from vl_tracker_ros.data.reading import DataError, ImageSet

Item = Background | Clip | Cutout | LabelledPhoto | PersonPhoto


@dataclass
class Banks:
    """Items by kind. cutouts: person, grocery, segment, street, davis. labelled: segments, streets, kitchens.

    clips: people, vehicles, things, ground, flying.
    """

    cutouts: dict[str, list[Cutout]] = field(default_factory=dict)
    backgrounds: list[Background] = field(default_factory=list)
    people: list[PersonPhoto] = field(default_factory=list)
    labelled: dict[str, list[LabelledPhoto]] = field(default_factory=dict)
    clips: dict[str, list[Clip]] = field(default_factory=dict)

    def add(self, kind: str, item: Item) -> None:
        """Put an item where its type and kind belong."""
        if isinstance(item, Background):
            self.backgrounds.append(item)
        elif isinstance(item, PersonPhoto):
            self.people.append(item)
        else:
            bank = {Cutout: self.cutouts, LabelledPhoto: self.labelled, Clip: self.clips}[type(item)]
            bank.setdefault(kind, []).append(item)

    def __iter__(self) -> Iterator[tuple[str, Item]]:
        """All items with their kinds."""
        for bank in (self.cutouts, {'': self.backgrounds}, {'': self.people}, self.labelled, self.clips):
            for kind, items in bank.items():
                yield from ((kind, item) for item in items)

    def split(self, held_out: Callable[[int], bool], keep: bool) -> Banks:
        """The items whose group has a number that is (keep=True) or is not (keep=False) held out.

        A group is what shows the same thing: a photo, a product, a clip, a place. The groups of a set are numbered
        in the order in which they come, so that what belongs together stays on one side.
        """
        numbers, half = _numbers(item.group for _, item in self), Banks()
        for kind, item in self:
            if held_out(numbers[item.group]) == keep:
                half.add(kind, item)
        return half


def _numbers(groups: Iterable[str]) -> dict[str, int]:
    """group -> its number within its set, the part before the first slash."""
    sets: dict[str, dict[str, int]] = {}
    for group in groups:
        of_set = sets.setdefault(group.split('/')[0], {})
        of_set.setdefault(group, len(of_set))
    return {group: number for of_set in sets.values() for group, number in of_set.items()}


def _pictures(kind: str, read: Callable[[ImageSet], Iterator[Item]]) -> Callable[[Path], Iterator[tuple[str, Item]]]:
    """The reader of a folder of pictures that are all of one kind."""
    return lambda folder: ((kind, item) for item in read(ImageSet(folder)))


_SETS: dict[str, Callable[[Path], Iterator[tuple[str, Item]]]] = {
    'ccp': _pictures('person', read_people), 'grocery': _pictures('grocery', read_groceries),
    'bsds': _pictures('segment', read_segments), 'camvid': _pictures('street', read_streets),
    'gtea': _pictures('kitchen', read_kitchens), 'imagenet_sample': _pictures('', read_backgrounds),
    'davis': read_davis, 'video': read_videos, 'fod': lambda folder: read_ground(ImageSet(folder)),
}


def load_banks(root: Path) -> Banks:
    """Decode the training sets under `root` (see its README for the formats). About a minute, 4 GB.

    Pictures that cannot be read, or have an empty mask, are left out with a warning. Raises FileNotFoundError when a
    set is missing and DataError when a clip, a tar or an index of one cannot be read.
    """
    banks = Banks()
    for name, read in _SETS.items():
        try:
            for kind, item in read(root / name):
                banks.add(kind, item)
        except KeyError as error:
            raise DataError(f'{root / name}: an annotation lacks {error}') from error
    return banks

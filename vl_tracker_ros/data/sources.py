"""The sets that a training config names, opened: one mixture to train on, one of what is held out."""
from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from vl_tracker_ros.data.banks import Banks, load_banks
from vl_tracker_ros.data.field.held_out import split
from vl_tracker_ros.data.field.registry import FIELD
from vl_tracker_ros.data.field.sampler import FieldSampler
from vl_tracker_ros.data.field.sampling import Sampling
from vl_tracker_ros.data.house import HouseSampler
from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sample import ViewSizes

HOUSE = 'house'         # our own banks
_banks = lru_cache(maxsize=1)(load_banks)       # several trainings in one process decode them once


@dataclass(frozen=True)
class Choice:
    """A set's folder below the root, and its share of the samples beside the other sets' weights."""

    folder: str
    weight: float


def read_choices(values: Mapping[str, Any]) -> dict[str, Choice]:
    """The key `data` of a training config: {folder, weight} by set; empty, our own banks alone.

    Raises DataError naming the set that is unknown, and the entry that is not as it should be.
    """
    return {name: _choice(name, value) for name, value in values.items()} or {HOUSE: Choice('.', 1.0)}


def _choice(name: str, value: Any) -> Choice:
    if name != HOUSE and name not in FIELD:
        raise DataError(f'data: {name} is no set; there are {", ".join((HOUSE, *FIELD))}')
    if not isinstance(value, dict) or value.keys() != {'folder', 'weight'}:
        raise DataError(f'data: {name} should have folder and weight, not {value!r}')
    folder, weight = value['folder'], value['weight']
    if type(weight) not in (int, float) or not math.isfinite(weight) or weight <= 0:
        raise DataError(f'data: the weight of {name} should be a number above 0, not {weight!r}')
    if not isinstance(folder, str):
        raise DataError(f'data: the folder of {name} should be a path below DATA, not {folder!r}')
    return Choice(folder, weight)


@dataclass(frozen=True)
class Opened:
    """A mixture to train on, one of all that is held out, and the held-out part of our own banks where they are in."""

    training: Mixture
    unseen: Mixture
    unseen_banks: Banks | None


def open_sets(choices: Mapping[str, Choice], root: Path, sizes: ViewSizes, sampling: Sampling,
              template_share: float, held_out: Callable[[int], bool]) -> Opened:
    """`held_out` is for our own banks. Raises DataError naming a set that lacks something."""
    unseen_banks, pairs = None, []
    for name, choice in choices.items():
        if name == HOUSE:
            banks = _banks(root / choice.folder / 'train')
            unseen_banks = banks.split(held_out, keep=True)
            pairs.append([HouseSampler(part, sizes) for part in (banks.split(held_out, keep=False), unseen_banks)])
        else:
            pairs.append(_samplers(name, root / choice.folder, sizes, sampling))
    weights = [choice.weight for choice in choices.values()]
    training, unseen = (Mixture(sources, weights, template_share) for sources in zip(*pairs))
    return Opened(training, unseen, unseen_banks)


def _samplers(name: str, folder: Path, sizes: ViewSizes, sampling: Sampling) -> list[FieldSampler]:
    parts = split(FIELD[name](folder))
    if not parts[0]:
        raise DataError(f'{folder}: one item alone is held out, and nothing is left to train on')
    return [FieldSampler(name, part, sampling, sizes) for part in parts]

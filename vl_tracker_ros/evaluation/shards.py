"""A part of a data set for each of many machines, and the parts of a run made one."""
from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.run_folder import RunFolder, RunInfo
from vl_tracker_ros.evaluation.sequences import Sequence


@dataclass(frozen=True)
class Shard:
    """Part `index` of 1..count. A sequence's part hangs on its name alone, so it is the same on every machine."""

    index: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read 'I/N'. Raises ValueError."""
        index, _, count = text.partition('/')
        if not (index.isdecimal() and count.isdecimal() and 1 <= int(index) <= int(count)):
            raise ValueError(f'{text!r} is not I/N with I from 1 to N')
        return cls(int(index), int(count))

    def holds(self, sequence: str) -> bool:
        digest = hashlib.sha256(sequence.encode()).digest()
        return int.from_bytes(digest[:8], 'big') % self.count == self.index - 1

    def __str__(self) -> str:
        return f'{self.index}/{self.count}'


def select(sequences: list[Sequence], names: Iterable[str] | None = None,
           shard: Shard | None = None) -> list[Sequence]:
    """Those of the names, None for all, that lie in the shard; all runs on one sequence (VOT) stay together.

    Raises DataError for a name that there is not, and for an empty shard.
    """
    there = {sequence.scored_as for sequence in sequences}
    wanted = there if names is None else set(names)
    if unknown := sorted(wanted - there):
        raise DataError(f'no sequence {", ".join(unknown)} among the {len(there)} of the data set')
    found = [s for s in sequences if s.scored_as in wanted and (shard is None or shard.holds(s.scored_as))]
    if not found:
        raise DataError(f'shard {shard} holds none of {len(wanted)} sequences: take fewer shards')
    return found


def merge(out: Path, folders: list[RunFolder]) -> RunFolder:
    """One run folder with the finished sequences of all, which must be parts of one run; to be summarised anew.

    Raises DataError for parts of different runs, and for an `out` that holds another run.
    """
    first, *others = (replace(folder.info, shard='') for folder in folders)
    for folder, info in zip(folders[1:], others):
        if differences := first.differences(info):
            raise DataError(f'{folders[0].path} and {folder.path}: are no parts of one run: {"; ".join(differences)}')
    merged = RunFolder.create(out, replace(first, sequences=_all_names([first, *others])))
    for folder in folders:
        for name in folder.finished():
            if not merged.is_finished(name):
                for source, target in zip(folder.files(name), merged.files(name)):
                    shutil.copyfile(source, target)
    return merged


def _all_names(infos: list[RunInfo]) -> list[str] | None:
    names = [info.sequences for info in infos]
    return None if None in names else sorted({name for part in names for name in part or ()})

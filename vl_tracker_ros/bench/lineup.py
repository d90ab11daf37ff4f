"""Who takes part: all that was asked for is loaded before anything is measured."""
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product

from tqdm import tqdm

from vl_tracker_ros.bench.contender import Contender, Entry
from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineError, EngineOptions, runtime_names

ALL = 'all'


@dataclass(frozen=True)
class Refusal:
    """An entry that cannot be had here, and why."""

    entry: Entry
    reason: str


@dataclass(frozen=True)
class Lineup:
    contenders: list[Contender]
    refusals: list[Refusal]


@contextmanager
def line_up(bundles: Mapping[str, Bundle], runtimes: Sequence[str], precisions: Sequence[str], device: str,
            threads: int | None) -> Iterator[Lineup]:
    """Every bundle on every runtime in every precision, as far as this machine can run it; ended with the context.

    Runtime 'all' is every one there is. Raises EngineError with the reason when a runtime that was named, or a
    precision, runs no bundle at all.
    """
    names = runtime_names() if ALL in runtimes else dict.fromkeys(runtimes)
    entries = [Entry(name, bundle, EngineOptions(runtime, device, precision, threads))
               for (name, bundle), runtime, precision in product(bundles.items(), names, dict.fromkeys(precisions))]
    with ExitStack() as stack:
        lineup = Lineup([], [])
        for entry in tqdm(entries, 'loading', unit='contender', leave=False, disable=None):
            try:
                contender = Contender(entry)
            except EngineError as error:
                lineup.refusals.append(Refusal(entry, str(error)))
            else:
                stack.callback(contender.close)
                lineup.contenders.append(contender)
        _check(lineup, set(precisions) | set(() if ALL in runtimes else runtimes))
        yield lineup


def _check(lineup: Lineup, wanted: set[str]) -> None:
    for contender in lineup.contenders:
        wanted -= {contender.entry.options.runtime, contender.entry.options.precision}
    for refusal in lineup.refusals:
        if wanted & {refusal.entry.options.runtime, refusal.entry.options.precision}:
            raise EngineError(f'{refusal.entry.label}: {refusal.reason}')

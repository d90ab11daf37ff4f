"""`vl-tracker list`: the trackers that are there."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vl_tracker_ros.cli.command import Command
from vl_tracker_ros.table import aligned

if TYPE_CHECKING:
    from vl_tracker_ros.bundle import Bundle

_TITLES = ('name', 'tracker', 'MB', 'follows', 'metrics', 'folder')


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.bundle import list_bundles

    rows = [_row(name, folder) for name, folder in sorted(list_bundles().items())]
    if not rows:
        print('no bundle found; set VL_TRACKER_BUNDLE_PATH to a folder that holds some')
        return 0
    print(aligned([_TITLES, *rows]))
    return 0


def _row(name: str, folder: Path) -> tuple[str, ...]:
    from vl_tracker_ros.bundle import BundleError, load_bundle

    try:
        bundle = load_bundle(folder)
    except BundleError as error:
        return name, '-', '-', '-', f'unusable: {error}', str(folder)
    size_mb = sum(bundle.file(file).stat().st_size for file in bundle.files) / 1e6
    return name, bundle.tracker, f'{size_mb:.1f}', _follows(bundle), _metrics(bundle.metrics), str(folder)


def _follows(bundle: Bundle) -> str:
    if bundle.needs_box:
        return 'words with a box' if bundle.takes_words else 'a box'
    ways = [way for way, taken in (('words', bundle.takes_words), ('box', bundle.takes_box)) if taken]
    return ', '.join([*ways, 'both'] if len(ways) == 2 else ways)


def _metrics(metrics: dict[str, Any]) -> str:
    """The plain numbers; how they were measured is in the bundle."""
    return ', '.join(f'{key} {value:g}' for key, value in metrics.items()
                     if isinstance(value, (int, float))) or '-'


COMMAND = Command('list', 'show the bundles that are there', add_arguments, run)

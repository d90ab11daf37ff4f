"""Parts of a tracker that are made from a section of bundle.yaml."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from vl_tracker_ros.bundle import METADATA, Bundle, BundleError

T = TypeVar('T')


def from_section(bundle: Bundle, section: str, make: Callable[[], T]) -> T:
    """What `make` makes of the section; raises BundleError, which names it, where that is not possible."""
    try:
        return make()
    except (KeyError, TypeError, ValueError) as error:
        raise BundleError(f'{bundle.path / METADATA}: {section}: {error}') from error

"""Draws that may fail, drawn again."""
from __future__ import annotations

from collections.abc import Callable

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sample import Sample

_MOST = 2000


def first_success(draw: Callable[[], Sample | None], what: str) -> Sample:
    """The first sample that is one. Raises DataError, naming `what` was wanted, when the data never give one."""
    for _ in range(_MOST):
        if (sample := draw()) is not None:
            return sample
    raise DataError(f'{what}: no sample in {_MOST} draws from these data')

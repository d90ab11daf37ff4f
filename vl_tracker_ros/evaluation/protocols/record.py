"""What a protocol is given of one sequence, and what it says of all."""
from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class ProtocolError(ValueError):
    """Annotations or results that a protocol cannot score: the sequence and what is wrong with it."""


@dataclass(frozen=True, eq=False)
class Record:
    """One sequence: what is true and what a tracker said.

    truth (n,4) and predicted (m,4) are xywh in pixels from 0. absent, shotcut (n,) flag frames without the target
    and frames after a cut; cover (n,) is GOT-10k's visibility 0..8; all of them may be missing. size_wh is that of
    the images. said_nothing (m,) flags prediction lines without a box: the tracker said that the target is absent.
    """

    name: str
    truth: Floats
    predicted: Floats
    absent: Flags | None = None
    shotcut: Flags | None = None
    cover: NDArray[np.int64] | None = None
    size_wh: tuple[int, int] | None = None
    said_nothing: Flags | None = None

    def __post_init__(self) -> None:
        """Raises ProtocolError for arrays that do not fit each other."""
        for name, boxes in (('truth', self.truth), ('predicted', self.predicted)):
            if boxes.ndim != 2 or boxes.shape[1] != 4 or not len(boxes):
                raise ProtocolError(f'{self.name}: {name} should be (n,4), not {boxes.shape}')
        for name in ('absent', 'shotcut', 'cover'):
            flags = getattr(self, name)
            if flags is not None and flags.shape != (len(self.truth),):
                raise ProtocolError(f'{self.name}: {name} has {len(flags)} lines for {len(self.truth)} true boxes')

    def require_result_per_frame(self) -> None:
        """Raises ProtocolError unless there are as many predictions as true boxes."""
        if len(self.predicted) != len(self.truth):
            raise ProtocolError(f'{self.name}: {len(self.predicted)} results for {len(self.truth)} frames')

    @property
    def visible(self) -> Flags:
        """Frames (n,) that are not flagged absent."""
        return np.ones(len(self.truth), bool) if self.absent is None else ~self.absent


def as_lists(**curves: Floats) -> dict[str, list[float]]:
    """Curves by name, as a report keeps them."""
    return {name: curve.tolist() for name, curve in curves.items()}


@dataclass(frozen=True)
class Report:
    """overall: the protocol's figures, fractions unless said otherwise. sequences: the same for each sequence."""

    overall: dict[str, float]
    sequences: dict[str, dict[str, float]]
    curves: dict[str, list[float]] = field(default_factory=dict)

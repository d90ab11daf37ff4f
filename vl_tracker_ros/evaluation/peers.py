"""OpenCV's own trackers, as far as the installed OpenCV has them: CSRT and KCF are in its contrib package only."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.evaluation.answer import Answer
from vl_tracker_ros.geometry import Image
from vl_tracker_ros.tracking import TrackerError

PREFIX = 'opencv:'


@dataclass(frozen=True)
class _Kind:
    """Name of the class in cv2, and of the network files among its parameters."""

    cv2_name: str
    files: tuple[str, ...] = ()

    def create(self, models: Sequence[Path]) -> Any:
        if not self.files:
            return getattr(cv2, f'{self.cv2_name}_create')()
        parameters = getattr(cv2, f'{self.cv2_name}_Params')()
        for name, path in zip(self.files, models):
            setattr(parameters, name, str(path))
        return getattr(cv2, f'{self.cv2_name}_create')(parameters)


_KINDS = {'CSRT': _Kind('TrackerCSRT'), 'KCF': _Kind('TrackerKCF'), 'MIL': _Kind('TrackerMIL'),
          'NanoTrack': _Kind('TrackerNano', ('backbone', 'neckhead')), 'VitTrack': _Kind('TrackerVit', ('net',))}


def create_peer(name: str, models: Sequence[Path] = (), threads: int = 1) -> OpenCvPeer:
    """`name` as 'opencv:MIL'; `models` are the network files of those that have some, backbone before head.

    Raises TrackerError for a name that there is not, for what this OpenCV lacks, and for missing or wrong files.
    """
    kind = _KINDS.get(name.removeprefix(PREFIX))
    if kind is None:
        raise TrackerError(f'unknown peer {name!r}; there are {", ".join(PREFIX + known for known in _KINDS)}')
    if not hasattr(cv2, f'{kind.cv2_name}_create'):
        raise TrackerError(f'{name}: this OpenCV ({cv2.__version__}) has no {kind.cv2_name}; it comes with '
                           'opencv-contrib-python-headless 4 (see benchmarks/README.md)')
    if len(models) != len(kind.files):
        raise TrackerError(f'{name}: takes {len(kind.files)} network files ({", ".join(kind.files) or "none"}), '
                           f'{len(models)} given with --model')
    if missing := [str(path) for path in models if not path.is_file()]:
        raise TrackerError(f'{name}: no such file: {", ".join(missing)}')
    return OpenCvPeer(name, kind, models, threads)


class OpenCvPeer:
    """A tracker of OpenCV's; it follows a box and knows no words. Made anew for every target.

    MIL draws its features by the clock, so that no two runs of it are the same.
    """

    modes = ('box',)
    sha256 = ''
    device = 'cpu'

    def __init__(self, name: str, kind: _Kind, models: Sequence[Path], threads: int) -> None:
        self.name, self.runtime = name, f'opencv {cv2.__version__}'
        self._kind, self._models = kind, models
        cv2.setNumThreads(threads)
        self._tracker = self._create()

    def start(self, image: Image, text: str | None, box_xywh_px: NDArray[np.float64] | None,
              stamp_s: float) -> Answer:
        """Raises TrackerError for words, and for a box that OpenCV refuses."""
        if text is not None or box_xywh_px is None:
            raise TrackerError(f'{self.name}: starts from a box alone')
        self._tracker = self._create()
        try:
            self._tracker.init(image, [round(value) for value in box_xywh_px.tolist()])
        except cv2.error as error:
            raise TrackerError(f'{self.name}: refuses the box {box_xywh_px.tolist()}: {error}') from error
        return Answer(box_xywh_px, float('nan'), 'tracking')

    def update(self, image: Image, stamp_s: float) -> Answer:
        found, box = self._tracker.update(image)
        if not found:
            return Answer(None, self._score(), 'lost')
        return Answer(np.array(box, np.float64), self._score(), 'tracking')

    def _create(self) -> Any:
        try:
            return self._kind.create(self._models)
        except cv2.error as error:
            raise TrackerError(f'{self.name}: {error}') from error

    def _score(self) -> float:
        """NaN for those that have none: OpenCV says -1, or lacks the method."""
        score = self._tracker.getTrackingScore() if hasattr(self._tracker, 'getTrackingScore') else -1.0
        return score if score >= 0 else float('nan')

"""The weights of a running training as a tracker on a few held-out clips: what single frames do not show."""
from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import islice, zip_longest
from pathlib import Path

import numpy as np
import torch
from torch import nn

from vl_tracker_ros.bundle import Bundle, Calibration, CropSpec
from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.evaluation.contenders import BundleContender
from vl_tracker_ros.evaluation.evaluate import track_sequence
from vl_tracker_ros.evaluation.protocols.ope import ope
from vl_tracker_ros.evaluation.protocols.record import Record
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.tracking import Tracker

_CLIPS, _FEWEST_FRAMES = 8, 5


class ModuleEngine:
    """A part of a model that is being trained, run where it is."""

    def __init__(self, module: nn.Module, input_names: tuple[str, ...], output_names: tuple[str, ...]) -> None:
        self._module, self.input_names, self.output_names = module, input_names, output_names

    @torch.inference_mode()
    def run(self, feeds: Arrays) -> Arrays:
        device = next(self._module.parameters()).device
        results = self._module(**{name: torch.from_numpy(array).to(device) for name, array in feeds.items()})
        results = results if isinstance(results, tuple) else (results,)
        return {name: value.float().cpu().numpy() for name, value in zip(self.output_names, results)}

    def describe(self) -> str:
        return f'torch {torch.__version__}, the model in training'


class _NoLanguage:
    """Stands for a bundle's text encoder where a box alone starts the tracker."""

    def __init__(self, model: TrackerModel) -> None:
        self._engine, self._length = ModuleEngine(model.text, ('ids', 'mask'), ('text',)), model.spec.text_length

    def encode_nothing(self) -> tuple[np.ndarray, np.ndarray]:
        """The features (1,L,D) of padding alone, and its mask (1,L)."""
        feeds = {'ids': np.zeros((1, self._length), np.int64), 'mask': np.zeros((1, self._length), np.float32)}
        return self._engine.run(feeds)['text'], feeds['mask']


def _bundle(model: TrackerModel) -> Bundle:
    """Always the local view, the best score under a window, the first template; never LOST: the weights alone count."""
    return Bundle(
        path=Path(), name='in training', model='', tracker='', licence='', files={'tracker.onnx': ''},
        network=model.spec, crop=CropSpec(search_factor=4.0, template_factor=2.0),
        confidence={'alpha_corr': 0.0, 'psi_out': 0.3, 'forgetting': 0.0, 'omega': 0.0, 'margin': 'tanh',
                    'window': 0.5, 'global_window': 0.0},
        gate={'kind': 'candidate', 'tau': -1.0},
        state={'track_score': 0.0, 'lost_score': 0.0, 'confirm_frames': 1, 'lost_frames': 1},
        template={'adopt': False, 'adopt_score': 1.0, 'update': 'latest', 'update_interval': 1, 'update_score': 1.0},
        calibration=Calibration([0.0, 1.0], [0.0, 1.0]), metrics={}, training={})


def beginnings(banks: Banks, frames: int) -> list[Sequence]:
    """The first `frames` frames of eight clips, one of each kind in turn.

    A clip of fewer than five frames, as of things on the ground, is no video to speak of. Raises DataError when there
    is no clip to track, and for one with a box outside of its picture.
    """
    found = list(islice(_sequences(banks, frames), _CLIPS))
    if not found:
        raise DataError(f'track_frames {frames}: no held-out clip of at least {_FEWEST_FRAMES} frames to track')
    for sequence in found:
        deque(sequence.frames(), maxlen=0)      # now, not at the first checkpoint
    return found


def _sequences(banks: Banks, frames: int) -> Iterator[Sequence]:
    """The beginnings of clips that a box starts and that show their target again."""
    for in_turn in zip_longest(*(clips for _, clips in sorted(banks.clips.items()))):
        for clip in filter(None, in_turn):
            seen = ~np.isnan(clip.boxes_xywh_px[:frames]).any(1)
            if len(seen) >= _FEWEST_FRAMES and seen[0] and seen[1:].any():
                yield Sequence(clip.group, clip.images[:frames], clip.boxes_xywh_px[:frames])


class TrackingValidation:
    """track_auc: success AUC (evaluation/protocols/ope) of a start by the box over sequences."""

    def __init__(self, sequences: list[Sequence]) -> None:
        self._sequences = sequences

    def measure(self, model: TrackerModel) -> dict[str, float]:
        spec = model.spec
        engine = ModuleEngine(model.tracker, tuple(spec.inputs), tuple(spec.outputs))
        contender = BundleContender(Tracker(_bundle(model), engine, _NoLanguage(model) if model.text else None))
        results = [track_sequence(contender, sequence, 'box') for sequence in self._sequences]
        records = [Record(sequence.name, sequence.boxes_xywh_px, result.boxes_xywh_px)
                   for sequence, result in zip(self._sequences, results)]
        return {'track_auc': ope(records).overall['auc']}

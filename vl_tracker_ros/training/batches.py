"""Batches as tensors: samples drawn by the batch's number, so that a run can be resumed at any step."""
from __future__ import annotations

import signal
from dataclasses import dataclass, fields

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.data.sample import Sample
from vl_tracker_ros.language.tokens import DescriptionTokenizer
from vl_tracker_ros.models.base import IMAGENET_MEAN, IMAGENET_STD
from vl_tracker_ros.training.tokenizer import UNKNOWN, UNKNOWN_ID

_WORD_DROPOUT = 0.04


@dataclass
class Batch:
    """search (B,S,S,3), template (B,T,Z,Z,3) or None, uint8 BGR; ids, mask (B,L); boxes (B,4) cxcywh; present (B,)."""

    search: Tensor
    template: Tensor | None
    ids: Tensor
    mask: Tensor
    boxes: Tensor
    present: Tensor

    def to(self, device: torch.device) -> Batch:
        """The same batch on another device."""
        tensors = {field.name: getattr(self, field.name) for field in fields(self)}
        return Batch(**{name: tensor if tensor is None else tensor.to(device) for name, tensor in tensors.items()})


def normalise(images_bgr: Tensor) -> Tensor:
    """(B,H,W,3) uint8 BGR -> (B,3,H,W) float32 RGB, mean and standard deviation removed."""
    rgb = images_bgr.flip(-1).permute(0, 3, 1, 2).float() / 255
    return (rgb - rgb.new_tensor(IMAGENET_MEAN)[:, None, None]) / rgb.new_tensor(IMAGENET_STD)[:, None, None]


def collate(samples: list[Sample], tokenise: DescriptionTokenizer) -> Batch:
    """Samples, all with or all without templates, as one batch; who has fewer templates than others repeats them."""
    tokens = [tokenise(s.caption) for s in samples]
    ids, mask = (torch.from_numpy(np.stack(rows)) for rows in ([t.ids for t in tokens], [t.mask for t in tokens]))
    boxes = np.stack([np.full(4, 0.5, np.float32) if s.box is None else s.box for s in samples])
    template = None if samples[0].template is None else torch.from_numpy(_templates(samples))
    present = torch.tensor([s.box is not None for s in samples])
    return Batch(torch.from_numpy(np.stack([s.search for s in samples])), template, ids, mask,
                 torch.from_numpy(boxes), present)


def _templates(samples: list[Sample]) -> np.ndarray:
    """(B,T,Z,Z,3)"""
    each = [s.templates for s in samples]
    most = max(map(len, each))
    return np.stack([np.resize(t, (most, *t.shape[1:])) for t in each])


class _NumberedBatches(Dataset):
    def __init__(self, mixture: Mixture, tokenise: DescriptionTokenizer, seed: int, batch_size: int,
                 first: int, stride: int) -> None:
        self._mixture, self._tokenise = mixture, tokenise
        self._seed, self._batch_size, self._first, self._stride = seed, batch_size, first, stride

    def __len__(self) -> int:
        return 10 ** 7

    def __getitem__(self, index: int) -> Batch:
        number = self._first + self._stride * index
        batch = collate(self._mixture.batch((self._seed, number), self._batch_size), self._tokenise)
        if self._tokenise.id_of(UNKNOWN) == UNKNOWN_ID:         # ours; a public one's encoder is trained already
            words = np.random.default_rng((self._seed, number, 1)).random(batch.ids.shape) < _WORD_DROPOUT
            batch.ids[torch.from_numpy(words) & (batch.mask > 0)] = UNKNOWN_ID     # a word the robot has never heard
        return batch


def training_batches(mixture: Mixture, tokenise: DescriptionTokenizer, seed: int, batch_size: int, first: int,
                     workers: int, stride: int = 1) -> DataLoader:
    """Endless batches, every `stride`-th from number `first` on; a seed and a number always give the same batch."""
    batches = _NumberedBatches(mixture, tokenise, seed, batch_size, first, stride)
    return DataLoader(batches, batch_size=None, shuffle=False, num_workers=workers,
                      prefetch_factor=4 if workers else None, worker_init_fn=_leave_stopping_to_the_trainer)


def _leave_stopping_to_the_trainer(worker: int) -> None:
    """Ctrl-C, and whoever stops a service, reach all processes; the trainer would not outlive its workers."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)

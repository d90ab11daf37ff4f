"""Batches as tensors: samples drawn by step number, so that a run can be resumed at any step."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.data.sample import Sample
from vl_tracker_ros.models.base import IMAGENET_MEAN, IMAGENET_STD

_WORD_DROPOUT = 0.04


@dataclass
class Batch:
    """search (B,S,S,3) and template (B,Z,Z,3, or None) uint8 BGR; ids, mask (B,L); boxes (B,4) cxcywh; present (B,)."""

    search: Tensor
    template: Tensor | None
    ids: Tensor
    mask: Tensor
    boxes: Tensor
    present: Tensor


def normalise(images_bgr: Tensor) -> Tensor:
    """(B,H,W,3) uint8 BGR -> (B,3,H,W) float32 RGB, mean and standard deviation removed."""
    rgb = images_bgr.flip(-1).permute(0, 3, 1, 2).float() / 255
    return (rgb - rgb.new_tensor(IMAGENET_MEAN)[:, None, None]) / rgb.new_tensor(IMAGENET_STD)[:, None, None]


def encode_captions(tokenizer: Tokenizer, captions: list[str], length: int) -> tuple[Tensor, Tensor]:
    """ids (B,L) int64 padded with 0 and mask (B,L) float32; longer captions are cut and keep their end token."""
    tokenizer.enable_truncation(length)
    ids, mask = torch.zeros(len(captions), length, dtype=torch.long), torch.zeros(len(captions), length)
    for row, encoding in enumerate(tokenizer.encode_batch(captions)):
        ids[row, :len(encoding)] = torch.tensor(encoding.ids, dtype=torch.long)
        mask[row, :len(encoding)] = 1
    return ids, mask


def collate(samples: list[Sample], tokenizer: Tokenizer, length: int) -> Batch:
    """Samples, all with or all without a template, as one batch."""
    ids, mask = encode_captions(tokenizer, [s.caption for s in samples], length)
    boxes = np.stack([np.full(4, 0.5, np.float32) if s.box is None else s.box for s in samples])
    template = None if samples[0].template is None else torch.from_numpy(np.stack([s.template for s in samples]))
    present = torch.tensor([s.box is not None for s in samples])
    return Batch(torch.from_numpy(np.stack([s.search for s in samples])), template, ids, mask,
                 torch.from_numpy(boxes), present)


class _Steps(Dataset):
    def __init__(self, mixture: Mixture, tokenizer: Tokenizer, seed: int, batch_size: int, length: int,
                 first: int) -> None:
        self._mixture, self._tokenizer = mixture, tokenizer
        self._seed, self._batch_size, self._length, self._first = seed, batch_size, length, first

    def __len__(self) -> int:
        return 10 ** 7

    def __getitem__(self, index: int) -> Batch:
        step = self._first + index
        batch = collate(self._mixture.batch((self._seed, step), self._batch_size), self._tokenizer, self._length)
        words = np.random.default_rng((self._seed, step, 1)).random(batch.ids.shape) < _WORD_DROPOUT
        batch.ids[torch.from_numpy(words) & (batch.mask > 0)] = 1      # a word the robot has never heard
        return batch


def training_batches(mixture: Mixture, tokenizer: Tokenizer, seed: int, batch_size: int, length: int, first_step: int,
                     workers: int) -> DataLoader:
    """Endless batches from `first_step` on; the same seed and step always give the same batch."""
    steps = _Steps(mixture, tokenizer, seed, batch_size, length, first_step)
    return DataLoader(steps, batch_size=None, shuffle=False, num_workers=workers,
                      prefetch_factor=4 if workers else None)

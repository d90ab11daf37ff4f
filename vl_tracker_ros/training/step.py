"""One training step's forward pass as a module, so that what wraps modules sees all of it: DDP, mixed precision."""
from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.training.batches import Batch
from vl_tracker_ros.training.predict import predict


class TrainingStep(nn.Module):
    """A batch to its losses; under autocast the prediction is in mixed precision, the losses are in float32."""

    def __init__(self, model: TrackerModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, batch: Batch) -> dict[str, Tensor]:
        """All loss terms and their weighted sum 'loss', scalars."""
        out = predict(self.model, batch)
        with torch.autocast(batch.boxes.device.type, enabled=False):
            return self.model.loss(_in_float32(out), batch.boxes, batch.present)


def _in_float32(value: Any) -> Any:
    """A tracker's output with every floating-point tensor in it, however deep, in float32."""
    if isinstance(value, Tensor):
        return value.float() if value.is_floating_point() else value
    if is_dataclass(value):
        return replace(value, **{field.name: _in_float32(getattr(value, field.name)) for field in fields(value)})
    return [_in_float32(item) for item in value] if isinstance(value, list) else value

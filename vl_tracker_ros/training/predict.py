"""A batch through the text encoder and the tracker."""
from __future__ import annotations

import torch

from vl_tracker_ros.models.mvlm.network import MVLM, MVLMOutput
from vl_tracker_ros.training.batches import Batch, normalise


def predict(model: MVLM, batch: Batch) -> MVLMOutput:
    """Run a batch through the text encoder and the tracker."""
    text = model.text(batch.ids, batch.mask)
    if batch.template is None:
        return model.tracker.track(normalise(batch.search), text, batch.mask)
    template = normalise(batch.template)[:, None]
    return model.tracker.track(normalise(batch.search), text, batch.mask, template, torch.ones(len(template), 1))

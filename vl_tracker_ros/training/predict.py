"""A batch through the text encoder and the tracker."""
from __future__ import annotations

import torch
from torch import Tensor

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.models.base import TrackerModel, TrackerOutput
from vl_tracker_ros.training.batches import Batch, normalise


def needs_template(spec: NetworkSpec) -> bool:
    """Whether the tracker can do nothing with words alone, and so learns from samples with a template only."""
    return 'template' in spec.inputs and 'template_mask' not in spec.inputs


def template_share(spec: NetworkSpec, optional: float) -> float:
    """Share of the batches that have templates: all, none, or `optional` for a tracker that works with and without."""
    if 'template' not in spec.inputs:
        return 0.0
    return 1.0 if needs_template(spec) else optional


def has_idle_parameters(spec: NetworkSpec) -> bool:
    """Whether a batch may leave parameters without a gradient: those of the template, where it may be missing."""
    return 'template_mask' in spec.inputs


def predict(model: TrackerModel, batch: Batch) -> TrackerOutput:
    """Run a batch through the model, with those inputs of the network contract that the model and the batch have.

    A batch's one template fills all template slots; the memory between frames begins empty.
    """
    spec, count = model.spec, len(batch.search)
    inputs: dict[str, Tensor] = {'search': normalise(batch.search)}
    if batch.template is not None and 'template' in spec.inputs:
        given = normalise(batch.template.flatten(0, 1)).unflatten(0, (count, -1))
        inputs['template'] = given.expand(-1, spec.num_templates, -1, -1, -1)
        inputs['template_mask'] = torch.ones(count, spec.num_templates, device=batch.search.device)
    if model.text is not None:
        inputs |= {'text': model.text(batch.ids, batch.mask), 'text_mask': batch.mask}
    inputs['state'] = torch.zeros(count, *spec.state_shape, device=batch.search.device)
    return model.predict({name: value for name, value in inputs.items() if name in spec.inputs})

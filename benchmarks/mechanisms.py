"""What the papers add to a tracker, and the switches (models/*/config.py, bundle.yaml) without it."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from vl_tracker_ros.models import create_model, list_models, register_model
from vl_tracker_ros.models.base import TrackerModel

WHOLE = 'whole'


@dataclass(frozen=True)
class Mechanism:
    """One that is trained: `model` with `off` lacks it. name is a part of file names."""

    model: str
    name: str
    words: str
    off: Mapping[str, Any] = field(default_factory=dict)

    @property
    def variant(self) -> str:
        """The name in the model registry."""
        return f'{self.model}.{self.name}'

    def taken_from(self, whole: TrackerModel) -> TrackerModel:
        """A new model like `whole` without the mechanism. Raises ValueError for switches that do not fit."""
        return type(whole)(replace(whole.config, **self.off))

    def register(self) -> None:
        """Make the variant known to the registry."""
        if self.variant not in list_models():
            register_model(self.variant, lambda: self.taken_from(create_model(self.model)))


@dataclass(frozen=True)
class Setting:
    """One that works while a bundle tracks: `section` of its bundle.yaml with `off` lacks it."""

    section: str
    name: str
    words: str
    off: Mapping[str, Any]


MECHANISMS = (
    Mechanism('mvlm_tiny', 'margin_loss', 'L_CM, the correlation margin loss', {'margin_loss_weight': 0.0}),
    Mechanism('mvlm_tiny', 'language_modulation', 'modulation of the view by the sentence (ours)',
              {'language_modulation': False}),
    Mechanism('mvlm_tiny', 'word_filters', 'filters that the sentence makes (ours)', {'word_filters': 0}),
    Mechanism('mvlm_tiny', 'correlation_prior', 'template correlation as input (ours)', {'correlation_prior': False}),
    Mechanism('mvlm_tiny', 'correlation_projection', 'projections before the cosine (ours)',
              {'correlation_projection': False}),
    Mechanism('all_in_one_tiny', 'modal_mixup', 'modal mixup', {'modal_mixup': False}),
    Mechanism('all_in_one_tiny', 'cma', 'CMA, cross-modal alignment', {'cma_weight': 0.0}),
    Mechanism('all_in_one_tiny', 'ima', 'IMA, intra-modal alignment', {'ima_weight': 0.0}),
    Mechanism('all_in_one_tiny', 'elimination', 'candidate elimination', {'elimination_blocks': ()}),
    Mechanism('cost_tiny', 'coa', 'CoA, contrastive alignment', {'contrastive_alignment': False}),
    Mechanism('cost_tiny', 'obj', '[OBJ], the object token', {'obj_token': False}),
    Mechanism('cost_tiny', 'vlt', 'the visual-linguistic transformer',
              {'homogeneous_fusion': False, 'obj_token': False}),
    Mechanism('atstrack_tiny', 'phrases', 'FGM: the phrases beside Category',
              {'attributes': ('category',)}),
    Mechanism('atstrack_tiny', 'vfm', 'VFM, visual modulation of the phrases', {'vfm': False}),
    Mechanism('atstrack_tiny', 'lfa', 'LFA, ablation of Location', {'lfa': False}),
    Mechanism('atstrack_tiny', 'vl_token', 'T_VL, the token for the next frame', {'vl_token': False}),
    Mechanism('atstrack_tiny', 'head_weighting', 'search tokens weighted by T_VL', {'head_weighting': False}),
    Mechanism('sdtrack_tiny', 'query_selection', 'query selection', {'query_selection': False}),
    Mechanism('sdtrack_tiny', 'box_rpb', 'BoxRPB, position bias of the boxes', {'box_rpb': False}),
    Mechanism('sdtrack_tiny', 'tal', 'TAL, task alignment loss', {'task_alignment': False}),
    Mechanism('sdtrack_tiny', 'dca', 'disentangled cross-attention', {'disentangled_cross_attention': False}),
    Mechanism('sdtrack_tiny', 'shared_attention', 'shared self-attention', {'shared_self_attention': False}),
)
SETTINGS = (
    Setting('confidence', 'memory', 'memory of the confidence', {'omega': 0.0}),
    Setting('confidence', 'correlation', 'correlation margin in the confidence', {'alpha_corr': 0.0}),
    Setting('gate', 'relocalisation', 'the gate: search of the whole image', {'low': -1.0}),
    Setting('template', 'adoption', 'templates of its own', {'adopt': False}),
)

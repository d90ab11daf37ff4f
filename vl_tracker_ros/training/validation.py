"""A small fixed set of held-out samples, measured during training."""
from __future__ import annotations

from typing import Protocol

import numpy as np
import torch

from vl_tracker_ros.bundle import NetworkSpec
from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.language.tokens import DescriptionTokenizer
from vl_tracker_ros.models.layers.losses import top_box_iou
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.training.batches import collate
from vl_tracker_ros.training.predict import needs_template, predict

_SEED = 20261121


def _separation(present: np.ndarray, absent: np.ndarray) -> float:
    """Chance that a present target's top score is above an absent one's (area under the ROC curve)."""
    return float((present[:, None] > absent[None]).mean() + 0.5 * (present[:, None] == absent[None]).mean())


def _answers(spec: NetworkSpec, kind: str) -> bool:
    return 'template' in spec.inputs if kind == 'template' else not needs_template(spec)


class Measure(Protocol):
    """Something that is measured at every checkpoint."""

    def measure(self, model: TrackerModel) -> dict[str, float]:
        """Figures by name, of a model in evaluation mode."""


class Validation:
    """words_*: told by words alone; template_*: shown by a template. iou: of the top box; right: its share above 0.5.

    presence_auc: chance that the top score of a present target is above that of an absent one, told by words; left out
    where the mixture has no absent ones. A tracker that needs a template is not asked with words alone, nor one that
    takes none with a template.
    """

    def __init__(self, mixture: Mixture, tokenise: DescriptionTokenizer, batches: int = 6, size: int = 32) -> None:
        self._batches = {kind: [collate(mixture.batch((_SEED, i), size, kind == 'template'), tokenise)
                                for i in range(batches)] for kind in ('words', 'template')}

    @torch.no_grad()
    def measure(self, model: TrackerModel) -> dict[str, float]:
        row, device = {}, next(model.parameters()).device
        for kind, batches in self._batches.items():
            if not _answers(model.spec, kind):
                continue
            ious, scores, presents = [], [], []
            for batch in batches:
                batch = batch.to(device)
                out = predict(model, batch)
                ious.append(top_box_iou(out, batch.boxes))
                scores.append(out.score_logits.flatten(1).amax(1))
                presents.append(batch.present)
            iou, score, present = (torch.cat(v).cpu().numpy() for v in (ious, scores, presents))
            row[f'{kind}_iou'] = float(iou[present].mean())
            row[f'{kind}_right'] = float((iou[present] > 0.5).mean())
            if kind == 'words' and not present.all():
                row['presence_auc'] = _separation(score[present], score[~present])
        return row

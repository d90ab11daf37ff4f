"""Training losses of All-in-One: the CENTER head's, and cross-modal and intra-modal alignment."""
from __future__ import annotations

from torch import Tensor

from vl_tracker_ros.models.all_in_one.alignment import nt_xent
from vl_tracker_ros.models.all_in_one.config import AllInOneConfig
from vl_tracker_ros.models.base import TrackerOutput
from vl_tracker_ros.models.layers.correlation_margin import cells_inside, correlation_margin_loss
from vl_tracker_ros.models.layers.losses import box_losses, focal_loss, gaussian_heatmap


def cross_modal_loss(search: Tensor, template: Tensor, language: Tensor) -> Tensor:
    """CMA: each view with its sentence; vectors (N,D) of length 1."""
    return 0.25 * nt_xent(search, language) + 0.25 * nt_xent(template, language)


def intra_modal_loss(search: Tensor, template: Tensor) -> Tensor:
    """IMA: the search view with the template of the same target."""
    return 0.5 * nt_xent(search, template)


def alignment_losses(vectors: tuple[Tensor, Tensor, Tensor], present: Tensor,
                     has_words: Tensor) -> tuple[Tensor, Tensor]:
    """CMA and IMA of the vectors of search, template and language, each (B,D).

    Only what belongs together is a pair: not a view without the target, nor one without a sentence (both (B,) bool).
    """
    search, template, language = vectors
    spoken = present & has_words
    return (cross_modal_loss(search[spoken], template[spoken], language[spoken]),
            intra_modal_loss(search[present], template[present]))


def head_losses(out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor) -> dict[str, Tensor]:
    """focal, l1 and giou of boxes (B,4)."""
    heatmap = gaussian_heatmap(boxes_cxcywh, present, out.score_logits.shape[-1])
    l1, giou = box_losses(out.boxes, boxes_cxcywh, heatmap)
    return {'focal': focal_loss(out.score_logits, heatmap), 'l1': l1, 'giou': giou}


def correlation_loss(out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor) -> Tensor:
    """MVLM's L_CM in its paper form: inside the target, tokens are more like the template than outside."""
    inside = cells_inside(boxes_cxcywh, out.score_logits.shape[-1]) & present[:, None]
    return correlation_margin_loss(out.correlation.flatten(1), inside, temperature=0.2, top_k=10)


def weighted_sum(terms: dict[str, Tensor], config: AllInOneConfig) -> Tensor:
    """focal + 5 L1 + 2 GIoU + CMA + IMA (+ L_CM), those that are among the terms.

    The released code's L1 is the mean over a box's four numbers, ours their sum.
    """
    weights = {'focal': 1.0, 'l1': 5 / 4, 'giou': 2.0, 'cma': config.cma_weight, 'ima': config.ima_weight,
               'correlation': config.correlation_loss_weight}
    total = sum(weights[name] * value for name, value in terms.items())
    assert isinstance(total, Tensor)
    return total

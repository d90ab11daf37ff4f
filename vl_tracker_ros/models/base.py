"""What every tracker of the lab half offers, so that one trainer and one exporter serve them all."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from torch import Tensor, nn

from vl_tracker_ros.bundle import NetworkSpec

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)      # of RGB in [0,1]


@dataclass
class TrackerOutput:
    """One batch: score_logits (B,h,w), boxes (B,h*w,4) cxcywh in [0,1] of the view, correlation (B,h,w) cosines.

    A tracker whose losses need more extends it.
    """

    score_logits: Tensor
    boxes: Tensor
    correlation: Tensor


class TrackerModel(nn.Module):
    """A tracker in two parts: `tracker` runs on every frame, `text` once a command (None: a vision-only tracker).

    `tracker.forward` takes the tensors of `spec.inputs` and gives a tuple in the order of `spec.outputs`: the
    network contract, which is exported. `tracker.track` takes the same and gives a TrackerOutput: what is trained.
    `text` maps ids (B,L) int64 and mask (B,L) float to token features (B,L,D).
    """

    config: Any
    tracker: nn.Module
    text: nn.Module | None
    backbone_names: ClassVar[tuple[str, ...]] = ()

    def train(self, mode: bool = True) -> TrackerModel:
        """As everywhere, but parts of which nothing is trained keep their statistics."""
        super().train(mode)
        if mode:
            for part in self.modules():
                learning = [parameter.requires_grad for parameter in part.parameters()]
                if learning and not any(learning):
                    part.eval()
        return self

    @property
    def spec(self) -> NetworkSpec:
        """Shapes and names of the network contract."""
        raise NotImplementedError

    def predict(self, inputs: dict[str, Tensor]) -> TrackerOutput:
        """The training forward pass on the tensors of `spec.inputs`, by name.

        template and template_mask may both be left out where the spec has template_mask.
        """
        return self.tracker.track(**inputs)

    def backbone_parameters(self) -> Iterable[nn.Parameter]:
        """Those that a training may give a rate of their own: whose names begin with one of `backbone_names`."""
        return [parameter for name, parameter in self.named_parameters() if name.startswith(self.backbone_names)]

    def set_progress(self, share: float) -> None:
        """Told before each training step: the share of the training that is done, in [0,1]. Most models do not mind."""

    def loss(self, out: TrackerOutput, boxes_cxcywh: Tensor, present: Tensor) -> dict[str, Tensor]:
        """All terms and their weighted sum 'loss'; boxes_cxcywh (B,4) in [0,1], present (B,) bool."""
        raise NotImplementedError


def vision_only_spec(search_size: int, template_size: int) -> NetworkSpec:
    """Of a tracker that takes one template and no words; sizes in pixels."""
    return NetworkSpec(search_size, template_size, num_templates=1, text_length=0, text_dim=0, text_groups=[],
                       state_shape=[], mean=list(IMAGENET_MEAN), std=list(IMAGENET_STD),
                       inputs=['search', 'template'], outputs=['boxes', 'scores', 'correlation'])

"""Query selection (paper section III-C): what each branch of the decoder asks with, and the boxes it starts from."""
from __future__ import annotations

from dataclasses import dataclass

from torch import Tensor, nn

from vl_tracker_ros.models.backbones.vit import position_table
from vl_tracker_ros.models.sdtrack.config import SDTrackConfig
from vl_tracker_ros.models.sdtrack.heads import Prediction, PredictionHeads
from vl_tracker_ros.models.sdtrack.mini_detector import MiniDetector, first_boxes
from vl_tracker_ros.models.sdtrack.points import PointPredictor
from vl_tracker_ros.models.layers.positions import sine_embedding
from vl_tracker_ros.models.sdtrack.sampling import sample_points


@dataclass
class Queries:
    """Content and position (B,N,C) of the classification, then of the localisation queries; anchors (B,N,4) cxcywh.

    `detected` is what the mini-detector predicts, None where there is no such.
    """

    contents: list[Tensor]
    positions: list[Tensor]
    anchors: Tensor
    detected: Prediction | None


class TaskQueries(nn.Module):
    """G_c or G_l of eq. 4: one task's queries from points of its own in every anchor."""

    def __init__(self, config: SDTrackConfig) -> None:
        super().__init__()
        self.points = PointPredictor(config.dim, config.points)
        self.update = nn.Linear(config.dim, config.dim)
        self.position = position_table(config.grid ** 2, config.dim)

    def forward(self, features: Tensor, anchors: Tensor, prior: Tensor) -> tuple[Tensor, Tensor]:
        """features (B,C,h,w), anchors (B,N,4), prior content (B,N,C) -> content, position (B,N,C).

        Content: the prior and the mean feature of the points. Position: a learned one and that of the mean point.
        """
        points = self.points(features, anchors)
        content = prior + self.update(sample_points(features, points).mean(2))
        return content, self.position + sine_embedding(points.mean(2), content.shape[-1])


class QuerySelection(nn.Module):
    """Anchors from the mini-detector, then queries for each task. Anchors and their features come detached (DESTR)."""

    def __init__(self, config: SDTrackConfig) -> None:
        super().__init__()
        self.detector = MiniDetector(config.dim, config.detector_layers)
        self.tasks = nn.ModuleList([TaskQueries(config), TaskQueries(config)])
        self.register_buffer('first_boxes', first_boxes(config.grid), persistent=False)

    def forward(self, features: Tensor, heads: PredictionHeads) -> Queries:
        """features (B,C,h,w) of the search view; `heads` are the decoder's."""
        priors = self.detector(features)
        detected = heads(*priors, self.first_boxes)
        anchors = detected.boxes.detach()
        queries = [task(features, anchors, prior.detach()) for task, prior in zip(self.tasks, priors)]
        return Queries([content for content, _ in queries], [position for _, position in queries], anchors, detected)


class TokenQueries(nn.Module):
    """In place of the selection: both tasks ask with the search tokens, at learned positions of their own."""

    def __init__(self, config: SDTrackConfig) -> None:
        super().__init__()
        self.positions = nn.ParameterList(position_table(config.grid ** 2, config.dim) for _ in range(2))
        self.register_buffer('first_boxes', first_boxes(config.grid), persistent=False)

    def forward(self, features: Tensor, heads: PredictionHeads) -> Queries:
        """As QuerySelection, without looking at `heads`."""
        tokens = features.flatten(2).transpose(1, 2)
        anchors = self.first_boxes.expand(len(tokens), -1, -1)
        return Queries([tokens, tokens], list(self.positions), anchors, None)

from __future__ import annotations

import pytest
import torch

from vl_tracker_ros.models.sdtrack.points import PointPredictor
from vl_tracker_ros.models.sdtrack.sampling import sample_points


def test_points_begin_on_a_circle_in_the_box() -> None:
    predictor = PointPredictor(16, 4)
    points = predictor(torch.randn(1, 16, 4, 4), torch.tensor([[[0.5, 0.4, 0.4, 0.2]]]))
    assert points[0, 0].flatten().tolist() == pytest.approx([0.6, 0.4, 0.5, 0.45, 0.4, 0.4, 0.5, 0.35])


def test_points_stay_in_the_box() -> None:
    torch.manual_seed(0)
    predictor = PointPredictor(16, 8)
    torch.nn.init.normal_(predictor.mlp[-1].weight, std=10)
    boxes = torch.rand(2, 5, 4)
    points = predictor(torch.randn(2, 16, 4, 4), boxes)
    distance = (points - boxes[:, :, None, :2]).abs()
    assert points.shape == (2, 5, 8, 2) and (distance <= boxes[:, :, None, 2:] / 2 + 1e-6).all()


def test_every_point_is_taught_apart() -> None:
    """The mean over points that began at one place would move them all alike."""
    torch.manual_seed(0)
    predictor, features = PointPredictor(16, 4), torch.randn(1, 16, 4, 4)
    points = predictor(features, torch.tensor([[[0.5, 0.5, 0.6, 0.6]]]))
    sample_points(features, points).mean(2).square().sum().backward()
    gradients = predictor.mlp[-1].bias.grad.view(4, 2)
    assert torch.pdist(gradients).min() > 1e-4

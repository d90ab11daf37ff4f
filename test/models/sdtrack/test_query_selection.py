from __future__ import annotations

import pytest
import torch
from support.tiny_sdtrack import TINY

from vl_tracker_ros.models.sdtrack.heads import PredictionHeads
from vl_tracker_ros.models.sdtrack.mini_detector import first_boxes
from vl_tracker_ros.models.sdtrack.query_selection import QuerySelection, TokenQueries

COUNT = TINY.grid ** 2


@pytest.fixture
def features() -> torch.Tensor:
    return torch.randn(2, TINY.dim, TINY.grid, TINY.grid, generator=torch.Generator().manual_seed(0))


def test_heads_move_a_reference_box() -> None:
    heads = PredictionHeads(TINY.dim)
    reference = torch.tensor([[[0.3, 0.6, 0.2, 0.1]]])
    begun = heads(torch.zeros(1, 1, TINY.dim), torch.ones(1, 1, TINY.dim), reference)
    assert torch.allclose(begun.boxes, reference) and begun.logits.sigmoid().item() == pytest.approx(0.01)
    torch.nn.init.constant_(heads.refine[-1].bias, 1.0)
    moved = heads(torch.zeros(1, 1, TINY.dim), torch.ones(1, 1, TINY.dim), reference).boxes
    assert moved.flatten().tolist() == pytest.approx((reference.logit() + 1).sigmoid().flatten().tolist())


def test_every_query_begins_at_its_own_cell(features: torch.Tensor) -> None:
    queries = QuerySelection(TINY)(features, PredictionHeads(TINY.dim))
    assert torch.allclose(queries.anchors, first_boxes(TINY.grid).expand(2, -1, -1))
    assert queries.anchors[0, 1].tolist() == pytest.approx([0.375, 0.125, 0.25, 0.25])


def test_tasks_have_queries_of_their_own(features: torch.Tensor) -> None:
    queries = QuerySelection(TINY)(features, PredictionHeads(TINY.dim))
    for tensors in (queries.contents, queries.positions):
        assert [t.shape for t in tensors] == [(2, COUNT, TINY.dim)] * 2
        assert not torch.allclose(*tensors, atol=1e-3)


def test_queries_do_not_teach_the_mini_detector_but_its_prediction_does(features: torch.Tensor) -> None:
    selection, heads = QuerySelection(TINY), PredictionHeads(TINY.dim)
    queries = selection(features, heads)
    torch.stack(queries.contents + queries.positions).square().sum().backward()
    assert not queries.anchors.requires_grad
    assert all(p.grad is None for p in [*selection.detector.parameters(), *heads.parameters()])
    assert all(p.grad.abs().sum() > 0 for p in selection.tasks[0].points.mlp[-1].parameters())
    queries.detected.logits.sum().backward()
    assert all(p.grad is not None for p in selection.detector.class_tower.parameters())


def test_without_selection_the_tokens_ask(features: torch.Tensor) -> None:
    queries = TokenQueries(TINY)(features, PredictionHeads(TINY.dim))
    assert queries.detected is None and torch.equal(queries.anchors[1:], first_boxes(TINY.grid))
    assert all(torch.equal(content[:, 5], features[:, :, 1, 1]) for content in queries.contents)
    assert not torch.allclose(*queries.positions)

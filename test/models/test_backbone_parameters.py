from __future__ import annotations

from collections.abc import Callable

import pytest
from support.tiny_all_in_one import tiny_all_in_one
from support.tiny_atstrack import tiny_atstrack
from support.tiny_cost import tiny_cost
from support.tiny_mvlm import tiny_mvlm
from support.tiny_sdtrack import tiny_sdtrack
from torch import nn

from vl_tracker_ros.models.base import TrackerModel

MODELS: list[tuple[Callable[[], TrackerModel], str]] = [
    (tiny_all_in_one, 'backbone'), (tiny_atstrack, 'backbone'), (tiny_cost, 'backbone'), (tiny_mvlm, 'encoder'),
    (tiny_sdtrack, 'backbone')]


def ids(parameters: object) -> set[int]:
    return {id(parameter) for parameter in parameters}      # type: ignore[attr-defined]


@pytest.mark.parametrize(('make', 'backbone'), MODELS, ids=[make.__name__ for make, _ in MODELS])
def test_the_backbone_is_in_and_the_head_is_not(make: Callable[[], TrackerModel], backbone: str) -> None:
    model = make()
    named = ids(model.backbone_parameters())
    head: nn.Module = getattr(model.tracker, 'heads' if hasattr(model.tracker, 'heads') else 'head')
    assert ids(getattr(model.tracker, backbone).parameters()) <= named <= ids(model.parameters())
    assert not ids(head.parameters()) & named


@pytest.mark.parametrize('make', [make for make, _ in MODELS])
def test_every_name_stands_for_something(make: Callable[[], TrackerModel]) -> None:
    model = make()
    names = [name for name, _ in model.named_parameters()]
    for beginning in model.backbone_names:
        if beginning != 'text.' or model.text is not None:
            assert any(name.startswith(beginning) for name in names), beginning


def test_a_model_may_have_no_backbone() -> None:
    assert not list(TrackerModel().backbone_parameters())

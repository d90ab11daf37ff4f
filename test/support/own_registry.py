"""Models that are registered for a test and forgotten after it."""
from __future__ import annotations

import pytest

from vl_tracker_ros.models import registry


def own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is registered from now on goes with `monkeypatch`; our own models, which register only once, stay."""
    registry.list_models()
    monkeypatch.setattr(registry, '_BUILDERS', dict(registry._BUILDERS))

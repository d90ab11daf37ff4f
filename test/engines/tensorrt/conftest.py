from collections.abc import Iterator
from pathlib import Path

import pytest
from support.colour_bundle import write_colour_bundle
from support.fake_gpu import FakeGpu

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.engines.tensorrt.cache import PlanCache


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlanCache:
    """The user's cache, empty."""
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    return PlanCache()


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGpu]:
    yield FakeGpu(monkeypatch)
    FakeGpu.forget()


@pytest.fixture(scope='session')
def colour(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))

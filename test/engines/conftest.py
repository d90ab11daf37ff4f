import pytest
from support.tiny_bundle import register_tiny, write_tiny_bundle

from vl_tracker_ros.bundle import Bundle


@pytest.fixture(scope='session')
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return write_tiny_bundle(tmp_path_factory.mktemp('bundles') / 'tiny')


@pytest.fixture
def bundle(tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """That of the tiny MVLM, which torch can build while the test runs."""
    register_tiny(monkeypatch)
    return tiny_bundle

import pytest
from support.tiny_bundle import register_tiny

from vl_tracker_ros.bundle import Bundle


@pytest.fixture
def bundle(tiny_bundle: Bundle, monkeypatch: pytest.MonkeyPatch) -> Bundle:
    """That of the tiny MVLM, which torch can build while the test runs."""
    register_tiny(monkeypatch)
    return tiny_bundle

"""What holds for every test: ROS stays on this machine, apart from other test runs and other robots. And what tests of
several folders need."""
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.colour_bundle import write_box_follower, write_colour_bundle
from support.fake_gpu import FakeGpu

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.engines.tensorrt.cache import PlanCache

# The ports of higher domains reach into Linux's range for outgoing connections.
HIGHEST_DOMAIN = 101


@pytest.fixture(scope='session', autouse=True)
def ros_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Loopback discovery, a ROS domain of this pytest process and files of ROS that go away with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('ROS_AUTOMATIC_DISCOVERY_RANGE', 'LOCALHOST')
        patch.setenv('ROS_DOMAIN_ID', str(1 + os.getpid() % HIGHEST_DOMAIN))
        patch.setenv('ROS_HOME', str(tmp_path_factory.mktemp('ros_home')))
        patch.setenv('ROS_LOG_DIR', str(tmp_path_factory.mktemp('ros_log')))
        yield


@pytest.fixture(scope='session')
def colour(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """A bundle that takes words and boxes."""
    return load_bundle(write_colour_bundle(tmp_path_factory.mktemp('bundles') / 'colour'))


@pytest.fixture(scope='session')
def follower(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """One that needs a box, and to which words mean nothing."""
    return load_bundle(write_box_follower(tmp_path_factory.mktemp('bundles') / 'box_follower'))


@pytest.fixture(scope='session')
def tiny_networks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """tracker.onnx and text.onnx of the tiny MVLM, to be read only: an export takes seconds."""
    from support.tiny_mvlm import tiny_mvlm         # here, so that tests of the robot half do not wait for torch

    from vl_tracker_ros.export import export_model

    folder = tmp_path_factory.mktemp('exported') / 'new'
    export_model(tiny_mvlm(), folder)
    return folder


@pytest.fixture(scope='session')
def tiny_bundle(tiny_networks: Path, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """The bundle of that network, to be read only, with a tokenizer that knows no word."""
    from support.tiny_bundle import complete_tiny_bundle, write_empty_tokenizer

    folder = shutil.copytree(tiny_networks, tmp_path_factory.mktemp('bundles') / 'tiny')
    write_empty_tokenizer(folder)
    return complete_tiny_bundle(folder)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlanCache:
    """The user's cache, empty."""
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    return PlanCache()


@pytest.fixture
def gpu(cache: PlanCache, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGpu]:
    yield FakeGpu(monkeypatch)
    FakeGpu.forget()

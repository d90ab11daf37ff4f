"""What holds for every test: ROS stays on this machine, apart from other test runs and other robots."""
import os
from collections.abc import Iterator

import pytest

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

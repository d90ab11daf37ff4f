"""A live tracker chooses the ROS domain of its process, which is that of all tests."""
import pytest


@pytest.fixture(autouse=True)
def ros_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ('ROS_DOMAIN_ID', 'ROS_AUTOMATIC_DISCOVERY_RANGE', 'FASTRTPS_DEFAULT_PROFILES_FILE'):
        monkeypatch.setenv(name, '')        # noted, so that it is as before in the end
        monkeypatch.delenv(name)
    monkeypatch.setattr('vl_tracker_ros.nodes.processes.child_process.STOP_S', 1.0)

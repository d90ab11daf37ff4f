"""What this process starts hears nobody else, and sends images as the user has chosen."""
import pytest

from vl_tracker_ros.nodes.processes.own_domain import use_own_domain
from vl_tracker_ros.share import share_directory

PROFILE = 'FASTRTPS_DEFAULT_PROFILES_FILE'


@pytest.fixture(autouse=True)
def environ(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    environ: dict[str, str] = {}
    monkeypatch.setattr('os.environ', environ)
    return environ


def test_it_is_of_this_process_and_this_machine(environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for pid, domain in ((100, '1'), (299, '100')):
        monkeypatch.setattr('os.getpid', lambda pid=pid: pid)
        use_own_domain()
        assert (environ['ROS_DOMAIN_ID'], environ['ROS_AUTOMATIC_DISCOVERY_RANGE']) == (domain, 'LOCALHOST')
    assert environ[PROFILE] == str(share_directory() / 'config' / 'fastdds_one_machine.xml')


def test_a_profile_that_the_user_has_chosen_is_kept(environ: dict[str, str]) -> None:
    environ[PROFILE] = 'mine.xml'
    use_own_domain()
    assert environ[PROFILE] == 'mine.xml'

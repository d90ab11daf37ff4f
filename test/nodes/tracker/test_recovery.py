"""Networks that fail are loaded anew, and given up when that does not help."""
import pytest

from vl_tracker_ros.bundle import BundleError
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.tracker.recovery import Recovery


class Log:
    def error(self, line):
        """Nobody reads it."""


class Networks:
    """Counts what a recovery asks for; a reload raises `error`, if there is one."""

    def __init__(self, error=None):
        self.faults, self.error, self.asked = Faults(Log()), error, []
        self.recovery = Recovery(self.faults, self.reload, lambda: self.asked.append('give up'))

    def reload(self):
        self.asked.append('reload')
        if self.error:
            raise self.error

    def fail(self, times):
        for _ in range(times):
            self.recovery.failed()


def test_what_works_after_a_reload_is_well_again():
    networks = Networks()
    networks.fail(3)
    assert networks.asked == ['reload'] and 'loaded anew' in networks.faults.of('networks')
    networks.recovery.succeeded()
    assert str(networks.faults) == ''
    networks.fail(3)
    assert networks.asked == ['reload', 'reload'] and not networks.recovery.gave_up


def test_what_fails_after_a_reload_as_well_is_given_up():
    networks = Networks()
    networks.fail(6)
    assert networks.asked == ['reload', 'give up'] and networks.recovery.gave_up
    networks.recovery.succeeded()
    assert 'after the networks were loaded anew as well: configure the node again' in networks.faults.of('networks')


@pytest.mark.parametrize('error, line', [
    (BundleError('no such bundle'), 'no such bundle: configure'), (OSError('driver'), "OSError('driver'): configure")])
def test_a_reload_that_fails_is_the_end_and_says_why(error, line):
    networks = Networks(error)
    networks.fail(3)
    assert networks.asked == ['reload', 'give up'] and networks.recovery.gave_up
    assert networks.faults.of('networks').startswith(line)

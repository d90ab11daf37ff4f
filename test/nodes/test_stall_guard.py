"""A process whose executor hangs ends by itself; one that loads does not."""
import os
import subprocess
import sys

import pytest

SCRIPT = '''
import time
from rclpy.lifecycle import TransitionCallbackReturn
from vl_tracker_ros.nodes import run, stall_guard
from vl_tracker_ros.nodes.lifecycle import ManagedNode, autostart, transition

stall_guard.STALL_S = 1.0

class Loading(ManagedNode):
    """It configures for longer than a turn may last, and its first timer does what is tested."""

    def __init__(self):
        super().__init__('loading')
        autostart(self, True)

    @transition
    def on_configure(self, state):
        time.sleep(2.5)
        self.create_timer(0.1, self.go_on)
        return TransitionCallbackReturn.SUCCESS

    def go_on(self):
        {then}

raise SystemExit(run.run(Loading))
'''


@pytest.mark.parametrize('then, code, said', [
    ('time.sleep(60.0)', 1, 'Timeout'),
    ('self.context.try_shutdown()', 0, '')])
def test_a_process_that_hangs_ends_and_one_that_loads_does_not(then, code, said):
    done = subprocess.run([sys.executable, '-c', SCRIPT.format(then=then)], env=os.environ, capture_output=True,
                          text=True, timeout=50.0)
    assert done.returncode == code, done.stderr
    assert said in done.stderr and ('go_on' in done.stderr) == bool(said)

"""Faults: in every status while they last, in the log when they begin."""
from vl_tracker_ros.nodes.health.faults import Faults


class Log:
    def __init__(self):
        self.lines = []

    def error(self, line):
        self.lines.append(line)


def test_faults_of_several_sources_stand_in_one_line_until_cleared():
    faults = Faults(Log())
    faults.report('image', 'wrong step')
    faults.report('command', 'empty')
    assert str(faults) == 'wrong step; empty'
    faults.clear('image')
    assert str(faults) == 'empty'
    faults.clear('command')
    faults.clear('command')
    assert str(faults) == ''


def test_a_fault_that_comes_with_every_image_is_logged_once():
    log = Log()
    faults = Faults(log)
    for _ in range(5):
        faults.report('image', 'wrong step')
        faults.clear('image')
    faults.report('image', 'zero size')
    assert log.lines == ['wrong step', 'zero size']

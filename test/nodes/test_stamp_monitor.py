"""What the stamps of images tell: age, and a clock that went back."""
import pytest

from vl_tracker_ros.media.image_message import ImageError
from vl_tracker_ros.nodes.stamp_monitor import StampMonitor


def test_a_clock_that_jumps_back_is_told_once():
    monitor = StampMonitor()
    assert monitor.check(10.0, 10.0, 0.0) == 0.0
    assert monitor.check(10.5, 10.5, 0.0) == 0.0
    assert monitor.check(2.5, 10.6, 0.0) == 8.0
    assert monitor.check(2.6, 10.7, 0.0) == 0.0


def test_an_image_older_than_the_limit_is_refused():
    monitor = StampMonitor()
    assert monitor.check(9.5, 10.0, 1.0) == 0.0
    with pytest.raises(ImageError, match='1.500 s old, max_image_age is 1 s'):
        monitor.check(8.5, 10.0, 1.0)

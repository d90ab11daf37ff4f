"""What the stamps of images tell: age, and a clock that went back."""
import pytest

from vl_tracker_ros.media.image_message import ImageError
from vl_tracker_ros.nodes.images.stamp_monitor import StampMonitor


def test_a_clock_that_jumps_back_is_told_once():
    monitor = StampMonitor()
    assert monitor.check(10.0, 10.0, 0.0, 0.0) == 0.0
    assert monitor.check(10.5, 10.5, 0.0, 0.0) == 0.0
    assert monitor.check(2.5, 10.6, 0.0, 0.0) == 8.0
    assert monitor.check(2.6, 10.7, 0.0, 0.0) == 0.0


def test_an_image_older_than_the_limit_is_refused():
    monitor = StampMonitor()
    assert monitor.check(9.5, 10.0, 1.0, 0.0) == 0.0
    with pytest.raises(ImageError, match='1.500 s old, max_image_age is 1 s'):
        monitor.check(8.5, 10.0, 1.0, 0.0)


def test_an_image_from_the_future_is_refused():
    monitor = StampMonitor()
    assert monitor.check(10.5, 10.0, 0.0, 1.0) == 0.0
    with pytest.raises(ImageError, match='1.500 s from the future, max_image_lead is 1 s'):
        monitor.check(11.5, 10.0, 0.0, 1.0)
    assert monitor.check(3600.0, 10.0, 0.0, 0.0) == 0.0


def test_an_image_that_was_refused_does_not_set_the_clock():
    monitor = StampMonitor()
    with pytest.raises(ImageError):
        monitor.check(99.0, 10.0, 0.0, 1.0)
    assert monitor.check(10.0, 10.0, 0.0, 1.0) == 0.0


def test_an_image_without_a_stamp_is_refused():
    with pytest.raises(ImageError, match='no stamp'):
        StampMonitor().check(0.0, 10.0, 0.0, 0.0)


def test_before_the_first_clock_message_no_age_is_judged():
    assert StampMonitor().check(100.0, 0.0, 1.0, 1.0) == 0.0

"""Joining by stamp: any order, bounded memory."""
from builtin_interfaces.msg import Time

from vl_tracker_ros.nodes.images.stamp_join import StampJoin


def test_parts_are_joined_in_any_order():
    join = StampJoin('image', 'status')
    assert join.add('image', Time(sec=1), 'i1') is None
    assert join.add('status', Time(sec=2), 's2') is None
    assert join.add('image', Time(sec=2), 'i2') == {'image': 'i2', 'status': 's2'}
    assert join.add('status', Time(sec=1), 's1') == {'image': 'i1', 'status': 's1'}


def test_the_oldest_go_when_too_many_wait():
    join = StampJoin('image', 'status', capacity=2)
    for second in (1, 2, 3):
        join.add('image', Time(sec=second), second)
    assert join.add('status', Time(sec=1), 's') is None
    assert join.add('status', Time(sec=3), 's') == {'image': 3, 'status': 's'}


def test_a_joined_stamp_is_forgotten():
    join = StampJoin('image', 'status')
    join.add('image', Time(sec=1), 'i')
    join.add('status', Time(sec=1), 's')
    assert join.add('status', Time(sec=1), 's') is None


def test_what_was_said_before_a_bag_began_again_is_not_joined_with_what_comes_after():
    join = StampJoin('image', 'status')
    join.add('status', Time(sec=1), 'first round')
    join.add('image', Time(sec=9), 'first round')
    assert join.add('image', Time(sec=1), 'second round') is None
    assert join.add('status', Time(sec=1), 'second round') == {'image': 'second round', 'status': 'second round'}


def test_topics_that_are_a_little_out_of_step_are_still_joined():
    join = StampJoin('image', 'status')
    join.add('image', Time(sec=1), 'i')
    join.add('status', Time(sec=1, nanosec=500_000_000), 'silence')
    assert join.add('status', Time(sec=1), 's') == {'image': 'i', 'status': 's'}

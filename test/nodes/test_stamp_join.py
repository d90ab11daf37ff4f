"""Joining by stamp: any order, bounded memory."""
from builtin_interfaces.msg import Time

from vl_tracker_ros.nodes.stamp_join import StampJoin


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

"""tools/freeze.py: constraints that hold on every machine."""
from freeze import constraints, normalised


def test_sorted_pins() -> None:
    assert constraints({'tqdm': '4.70.1', 'numpy': '2.4.6'}) == ['numpy==2.4.6', 'tqdm==4.70.1']


def test_a_local_build_is_pinned_by_its_release() -> None:
    assert constraints({'torch': '2.13.0+cpu'}) == ['torch==2.13.0']


def test_ros_names_that_are_on_no_index_are_left_out() -> None:
    assert constraints({'rclpy': '7.1.5', 'ros-rclpy': '7.1.6'}) == ['ros-rclpy==7.1.6']


def test_what_set_up_itself_brings_is_left_out() -> None:
    assert constraints({'pip': '23.2.1', 'vl-tracker-ros': '0.1.0'}) == []


def test_names_are_compared_as_the_index_does() -> None:
    assert normalised('rosidl_generator.C') == 'rosidl-generator-c'

"""COMMAND.OBJECT."""
from vl_tracker_ros.tracking.target_id import TargetId, command_of


def test_the_id_names_command_and_object() -> None:
    assert (str(TargetId(3)), str(TargetId(3, 2))) == ('3.1', '3.2')


def test_all_objects_of_a_command_have_its_id() -> None:
    assert {command_of(str(TargetId(12, number))) for number in (1, 2, 10)} == {'12'}


def test_without_a_target_there_is_no_command() -> None:
    assert command_of('') == ''

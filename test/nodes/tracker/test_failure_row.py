"""How often the networks may fail in a row."""
from vl_tracker_ros.nodes.tracker.failure_row import FailureRow, Remedy


def test_three_in_a_row_are_reloaded_once_and_three_more_end_it():
    row = FailureRow()
    assert [row.failed() for _ in range(8)] == [
        Remedy.GO_ON, Remedy.GO_ON, Remedy.RELOAD, Remedy.GO_ON, Remedy.GO_ON, Remedy.GIVE_UP, Remedy.GO_ON,
        Remedy.GO_ON]


def test_one_success_begins_a_new_row():
    row = FailureRow()
    for _ in range(5):
        row.failed()
    row.succeeded()
    assert [row.failed() for _ in range(3)] == [Remedy.GO_ON, Remedy.GO_ON, Remedy.RELOAD]

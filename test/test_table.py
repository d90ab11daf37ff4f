from vl_tracker_ros.table import aligned


def test_columns_are_as_wide_as_their_cells() -> None:
    assert aligned([('name', 'ms', 'MB'), ('a', '12.25', '7'), ('longer', '1', '')]).splitlines() == [
        'name    ms     MB',
        'a       12.25  7',
        'longer  1']


def test_last_cell_of_a_short_row_widens_no_column() -> None:
    assert aligned([('name', 'ms', 'MB'), ('longer', 'there is no such thing here')]).splitlines() == [
        'name    ms  MB',
        'longer  there is no such thing here']

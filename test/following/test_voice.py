"""A stop is repeated, and then others have their say."""
from vl_tracker_ros.following.voice import ZEROS_S, Voice


def test_who_has_never_moved_is_silent() -> None:
    assert not Voice().speaks(False, 0.0)


def test_a_stop_is_repeated_until_its_time_is_over() -> None:
    voice = Voice()
    assert voice.speaks(True, 10.0)
    assert voice.speaks(False, 10.0 + 0.9 * ZEROS_S)
    assert not voice.speaks(False, 10.0 + ZEROS_S)


def test_each_move_is_said_and_its_stop_repeated_anew() -> None:
    voice = Voice()
    for start_s in (0.0, 50.0):
        assert voice.speaks(True, start_s) and voice.speaks(True, start_s + 5.0)
        assert voice.speaks(False, start_s + 5.5) and not voice.speaks(False, start_s + 6.5)

"""So many a second, and no more."""
from vl_tracker_ros.nodes.commands.rate_limit import RateLimit


def allowed(limit, times_s):
    return sum(limit.allows(now_s) for now_s in times_s)


def test_a_second_of_rest_allows_as_many_at_once():
    limit = RateLimit(10.0)
    assert allowed(limit, [100.0] * 50) == 10
    assert allowed(limit, [105.0] * 50) == 10


def test_a_flood_gets_the_rate():
    limit = RateLimit(10.0)
    assert allowed(limit, [100.0 + index / 1000 for index in range(10_000)]) in range(108, 112)


def test_less_than_one_a_second():
    limit = RateLimit(0.5)
    assert [limit.allows(now_s) for now_s in (100.0, 101.0, 102.5, 103.0)] == [True, False, True, False]

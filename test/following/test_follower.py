"""What stops a follower, at once, and what lets it go on."""
import dataclasses
import math

import pytest
from support.follow_settings import SETTINGS

from vl_tracker_ros.following.follower import Decision, Follower
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.motion import STILL
from vl_tracker_ros.following.target_watch import TargetStatus
from vl_tracker_ros.following.visual_servo import Distance
from vl_tracker_ros.tracking.types import TargetState

PERIOD_S = 0.05
RIGHT, FAR = 0.3, 5.0


class Bench:
    """A follower, two clocks, and everything that it hears in each period, unless it is told otherwise."""

    def __init__(self, **changed):
        self.follower = Follower(dataclasses.replace(SETTINGS, **changed))
        self.now_s, self.monotonic_s = 1000.0, 50.0
        self.state, self.confidence, self.error, self.target_id = TargetState.TRACKING, 0.9, '', '1'
        self.paused, self.of_image = False, True
        self.azimuth, self.metres, self.held, self.obstacle = RIGHT, FAR, True, None
        self.stamps_s = 0.0         # how far the stamps are from the clock
        self.stamps_apart_s = 0.0   # and that of the status from the others
        self.status_last = False
        self.rivals = self.sensors = 0
        self.silent = set()

    def hear(self):
        def heard(value):
            return Heard(value, self.monotonic_s, self.now_s + self.stamps_s)
        status = TargetStatus(self.state, self.confidence, self.target_id, self.paused, self.error, self.of_image)
        first = {'status': Heard(status, self.monotonic_s, self.now_s + self.stamps_s + self.stamps_apart_s)}
        said = {
            'azimuth': heard(self.azimuth) if self.state is TargetState.TRACKING else None,
            'distance': heard(Distance(self.metres, 0.0)) if self.state is TargetState.TRACKING else None,
            'deadman': heard(self.held), 'obstacle': None if self.obstacle is None else heard(self.obstacle)}
        for name, value in (said | first if self.status_last else first | said).items():
            if value is not None and name not in self.silent:
                getattr(self.follower, f'hear_{name}')(value)

    def step(self):
        self.now_s += PERIOD_S
        self.monotonic_s += PERIOD_S
        self.hear()
        return self.follower.step(self.now_s, self.monotonic_s, self.rivals, self.sensors)

    def run(self, seconds):
        return [self.step() for _ in range(round(seconds / PERIOD_S))]


@pytest.fixture
def bench():
    bench = Bench()
    moving = bench.run(2.0)[-1]
    assert moving.stop == '' and moving.motion.forward > 0.4 and moving.motion.turn < -0.3
    return bench


def test_it_starts_gently(bench):
    started = [decision.motion.forward for decision in Bench().run(0.5)]
    steps = [after - before for before, after in zip(started, started[1:])]
    assert max(steps) <= 0.5 * PERIOD_S + 1e-9 and started[-1] == pytest.approx(0.25, abs=0.03)


@pytest.mark.parametrize('change, why', [
    (dict(state=TargetState.UNCERTAIN), 'target uncertain'), (dict(state=TargetState.IDLE), 'nothing to follow'),
    (dict(state=TargetState.SEARCHING), 'target not found yet'), (dict(confidence=0.29), 'target uncertain'),
    (dict(confidence=math.nan), 'target uncertain'), (dict(held=False), 'deadman released'),
    (dict(rivals=1), '1 other'), (dict(sensors=1), 'not heard yet'),
    (dict(obstacle=0.4), 'obstacle nearer than 0.5 m'), (dict(obstacle=-math.inf), 'obstacle nearer'),
    (dict(obstacle=math.nan), 'says nan'),
    (dict(stamps_s=-0.6), 'more than 0.5 s old'), (dict(stamps_s=0.6), 'ahead of the clock')])
def test_it_stops_in_the_next_period(bench, change, why):
    vars(bench).update(change)
    decision = bench.step()
    assert decision.motion == STILL and why in decision.stop


@pytest.mark.parametrize('topic, why, within_s', [
    ('status', 'no bearing', 0.5), ('azimuth', 'no bearing', 0.5), ('deadman', 'deadman silent', 0.5)])
def test_it_stops_when_a_topic_falls_silent_and_not_before(bench, topic, why, within_s):
    bench.silent.add(topic)
    decisions = bench.run(within_s + 2 * PERIOD_S)
    stopped = [decision.motion == STILL for decision in decisions]
    first = stopped.index(True)
    assert (first + 1) * PERIOD_S == pytest.approx(within_s + PERIOD_S, abs=PERIOD_S + 1e-6)
    assert all(stopped[first:]) and why in decisions[first].stop


def test_a_bearing_that_was_of_no_use_is_the_reason_only_while_it_is_new(bench):
    bench.silent.add('azimuth')
    bench.run(0.5)
    bench.follower.hear_refusal(Heard('no transform', bench.monotonic_s))
    assert bench.step().stop == 'no bearing of the target for 0.5 s: no transform'
    assert bench.run(0.6)[-1].stop == 'no bearing of the target for 0.5 s'


def test_an_obstacle_sensor_that_falls_silent_stops_it_and_one_that_never_was_does_not(bench):
    bench.obstacle, bench.sensors = math.inf, 1
    assert bench.step().stop == ''
    bench.silent.add('obstacle')
    assert bench.run(0.6)[-1].stop == 'obstacle sensor silent'


def test_where_an_obstacle_sensor_is_required_it_stands_until_one_is_heard():
    bench = Bench(require_obstacle_sensor=True)
    assert bench.run(1.0)[-1] == Decision(STILL, 'no obstacle sensor')
    bench.sensors = 1
    assert bench.step() == Decision(STILL, 'obstacle sensor not heard yet')
    bench.obstacle = math.inf
    assert bench.run(1.0)[-1].motion.forward > 0.1


def test_a_distance_that_is_old_is_not_driven_for(bench):
    bench.silent.add('distance')
    decision = bench.run(3.0)[-1]
    assert decision.stop == '' and decision.motion.forward == 0.0 and decision.motion.turn < 0.0


def test_a_distance_that_was_of_no_use_is_named_only_while_none_is_known_and_it_is_new(bench):
    bench.follower.hear_no_distance(Heard('of another camera', bench.monotonic_s))
    assert bench.step().lack == ''
    bench.silent.add('distance')
    bench.run(0.6)
    bench.follower.hear_no_distance(Heard('of another camera', bench.monotonic_s))
    assert bench.step().lack == 'of another camera'
    assert bench.run(0.6)[-1].lack == ''


@pytest.mark.parametrize('jump_s', [-5.0, 5.0])
def test_a_clock_that_jumps_stops_it_until_it_hears_anew(bench, jump_s):
    bench.silent = {'status', 'azimuth', 'distance'}
    bench.now_s += jump_s
    decision = bench.step()
    assert decision.motion == STILL and decision.stop == 'clock jumped'
    bench.silent = set()
    assert bench.step().stop == ''


def test_a_clock_that_stands_still_is_stopped_by_silence(bench):
    bench.silent.add('azimuth')
    for _ in range(12):
        bench.monotonic_s += PERIOD_S
        bench.follower.hear_deadman(Heard(True, bench.monotonic_s))
        decision = bench.follower.step(bench.now_s, bench.monotonic_s, 0)
    assert 'no bearing' in decision.stop


def test_after_a_stop_it_starts_gently_again(bench):
    bench.rivals = 1
    bench.step()
    bench.rivals = 0
    assert 0.0 < bench.step().motion.forward <= 0.5 * PERIOD_S + 1e-9


def test_of_two_deadmen_the_one_who_lets_go_counts(bench):
    for _ in range(20):
        bench.follower.hear_deadman(Heard(False, bench.monotonic_s))
        assert bench.step().stop == 'deadman released'      # though the bench says that it is held
    assert all(decision.motion == STILL for decision in bench.run(0.4))
    assert bench.run(0.2)[-1].stop == ''


def test_of_several_obstacle_sensors_the_nearest_counts_and_each_has_to_go_on(bench):
    def hear(**metres):
        for sensor, value in metres.items():
            bench.follower.hear_obstacle(Heard(value, bench.monotonic_s), sensor)
        return bench.step().stop
    assert hear(left=0.3, right=math.inf) == 'obstacle nearer than 0.5 m (left)'
    assert hear(left=2.0, right=math.inf) == ''
    for _ in range(11):
        stop = hear(right=math.inf)
    assert stop == 'obstacle sensor silent (left)'


def test_without_a_deadman_it_moves_where_none_is_required():
    bench = Bench(require_deadman=False)
    bench.silent.add('deadman')
    assert bench.run(1.0)[-1].motion.forward > 0.0


def test_by_default_nothing_moves_without_a_deadman():
    bench = Bench()
    bench.silent.add('deadman')
    assert all(decision.motion == STILL for decision in bench.run(1.0))


@pytest.mark.parametrize('side', [1.0, -1.0])
def test_a_lost_target_is_turned_after_to_the_side_where_it_left_for_a_bounded_time(bench, side):
    bench.azimuth = 0.4 * side
    bench.step()
    bench.state = TargetState.LOST
    first, *later = bench.run(9.9)
    assert first.stop == 'target lost' and all(decision.motion.forward == 0.0 for decision in [first, *later])
    assert later[-1].motion.turn == pytest.approx(-0.4 * side)
    assert all(decision.motion == STILL for decision in bench.run(1.0)[5:])


def test_a_target_that_was_hidden_ahead_is_waited_for(bench):
    bench.azimuth = 0.1
    bench.step()
    bench.state = TargetState.LOST
    assert all(decision.motion == STILL for decision in bench.run(1.0))


@pytest.mark.parametrize('change', [
    dict(error='no usable image'), dict(paused=True), dict(held=False), dict(target_id='2'), dict(obstacle=0.1),
    dict(rivals=1)])
def test_nothing_is_searched_for_that_must_stop_or_was_never_seen(bench, change):
    bench.state = TargetState.LOST
    vars(bench).update(change)
    assert all(decision.motion == STILL for decision in bench.run(1.0))


def test_a_target_that_is_found_again_is_followed_and_searched_for_anew(bench):
    bench.state = TargetState.LOST
    bench.run(11.0)
    bench.state = TargetState.TRACKING
    assert bench.run(0.5)[-1].motion.forward > 0.0
    bench.state = TargetState.LOST
    assert bench.run(1.0)[-1].motion.turn < 0.0


@pytest.mark.parametrize('change', [dict(silent={'status'}), dict(of_image=False)])
def test_a_search_ends_soon_after_the_last_image_was_looked_at(bench, change):
    bench.azimuth = 0.4
    bench.step()
    bench.state = TargetState.LOST
    assert bench.run(1.0)[-1].motion.turn < 0.0
    vars(bench).update(change)
    turning = [decision.motion != STILL for decision in bench.run(3.0)]
    assert PERIOD_S * sum(turning) == pytest.approx(SETTINGS.status_timeout, abs=PERIOD_S + 1e-6) and not turning[-1]


def test_what_comes_late_of_the_old_target_is_not_followed_for_the_new_one(bench):
    late_s, bench.target_id = bench.now_s, '2'
    bench.silent = {'azimuth', 'distance'}
    bench.step()
    bench.follower.hear_azimuth(Heard(RIGHT, bench.monotonic_s, late_s))
    bench.follower.hear_distance(Heard(Distance(FAR, 0.0), bench.monotonic_s, late_s))
    assert 'no bearing' in bench.step().stop        # though a status of its image was heard
    bench.silent = {'distance'}
    decision = bench.run(0.3)[-1]
    assert decision.stop == '' and decision.motion.forward == 0.0


def test_a_bearing_of_another_tracker_is_not_followed_though_this_one_tracks(bench):
    bench.stamps_apart_s = 0.01
    stop = bench.run(0.7)[-1].stop
    assert stop.startswith('no bearing of the target for 0.5 s: what comes is of images of which no status')


def test_a_distance_of_another_tracker_is_not_driven_for(bench):
    bench.silent = {'distance'}
    for _ in range(40):
        bench.follower.hear_distance(Heard(Distance(FAR, 0.0), bench.monotonic_s, bench.now_s + 0.01))
        decision = bench.step()
    assert decision.stop == '' and decision.motion.forward == 0.0


def test_bearings_that_go_on_while_the_target_is_lost_do_not_lengthen_the_search(bench):
    bench.state, turning = TargetState.LOST, []
    seen_s = bench.now_s
    for _ in range(240):
        bench.follower.hear_azimuth(Heard(RIGHT, bench.monotonic_s, bench.now_s + 0.01))     # of another tracker
        bench.follower.hear_azimuth(Heard(RIGHT, bench.monotonic_s, bench.now_s + PERIOD_S))
        bench.follower.hear_azimuth(Heard(RIGHT, bench.monotonic_s, seen_s))
        turning.append(bench.step().motion != STILL)
    assert PERIOD_S * sum(turning) == pytest.approx(SETTINGS.search_time, abs=2 * PERIOD_S) and not turning[-1]


def test_a_bearing_and_a_distance_may_come_before_the_status_of_their_image(bench):
    bench.status_last = True
    assert bench.run(1.0)[-1].motion.forward > 0.4


def test_statuses_may_be_lost_now_and_then(bench):
    for index in range(60):
        bench.silent = set() if index % 8 == 0 else {'status'}      # one in 0.4 s
        assert bench.step().stop == ''


def test_a_new_target_does_not_inherit_the_bearing_of_the_old_one(bench):
    bench.silent = {'azimuth', 'distance'}
    bench.target_id = '2'
    assert 'no bearing' in bench.step().stop

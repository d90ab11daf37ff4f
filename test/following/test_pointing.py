"""What a gimbal is told, and what stops it at once."""
import dataclasses
import math

import pytest
from support.follow_settings import GIMBAL_SETTINGS

from vl_tracker_ros.following.direction import AT_REST, Direction
from vl_tracker_ros.following.heard import Heard
from vl_tracker_ros.following.pointing import Pointer
from vl_tracker_ros.following.target_watch import TargetStatus
from vl_tracker_ros.tracking.types import TargetState

PERIOD_S, LATENCY_S = 0.05, 0.1


class Bench:
    """A gimbal that does as it is told, and a target that it sees a while ago, unless it is told otherwise."""

    def __init__(self, **changed):
        self.pointer = Pointer(dataclasses.replace(GIMBAL_SETTINGS, **changed))
        self.now_s, self.monotonic_s = 1000.0, 50.0
        self.state, self.confidence, self.target_id, self.paused = TargetState.TRACKING, 0.9, '1', False
        self.target = Direction(0.3, 0.1)       # from where the camera looked first
        self.rate = 0.0                         # of the target [rad/s]
        self.looks = [Direction(0.0, 0.0)] * 3
        self.silent = set()

    @property
    def error(self):
        """Angle to the target now."""
        return math.hypot(*(there - here for there, here in zip(self.target, self.looks[-1])))

    def step(self):
        self.now_s, self.monotonic_s = self.now_s + PERIOD_S, self.monotonic_s + PERIOD_S
        late = round(LATENCY_S / PERIOD_S)
        seen = Direction(self.target.azimuth - self.rate * LATENCY_S - self.looks[-1 - late].azimuth,
                         self.target.elevation - self.looks[-1 - late].elevation)
        if 'status' not in self.silent:
            self.pointer.hear_status(Heard(TargetStatus(self.state, self.confidence, self.target_id, self.paused),
                                           self.monotonic_s, self.now_s - LATENCY_S))
        if self.state is TargetState.TRACKING and 'direction' not in self.silent:
            self.pointer.hear_direction(Heard(seen, self.monotonic_s, self.now_s - LATENCY_S))
        pointing = self.pointer.step(self.now_s, self.monotonic_s)
        last = self.looks[-1]
        self.looks.append(Direction(last.azimuth + PERIOD_S * pointing.rates.yaw,
                                    last.elevation + PERIOD_S * pointing.rates.pitch))
        self.target = Direction(self.target.azimuth + PERIOD_S * self.rate, self.target.elevation)
        return pointing

    def run(self, seconds):
        return [self.step() for _ in range(round(seconds / PERIOD_S))]


@pytest.fixture
def bench():
    bench = Bench()
    assert bench.step().rates.yaw > 0.3
    return bench


def test_it_turns_right_and_up_to_what_is_right_and_up_and_ends_there(bench):
    moving = bench.run(3.0)
    assert moving[0].rates.yaw > 0.0 and moving[0].rates.pitch > 0.0
    assert moving[-1].stop == '' and moving[-1].rates.yaw < 0.01 and bench.error < 0.02


def test_it_does_not_overshoot_though_its_images_are_late(bench):
    bench.run(3.0)
    assert max(look.azimuth for look in bench.looks) < 0.305


def test_without_the_prediction_it_would(bench):
    blind = Bench(prediction_horizon=0.0, gain=8.0)
    ahead = Bench(prediction_horizon=0.3, gain=8.0)
    for each in (blind, ahead):
        each.run(3.0)
    overshoot = [max(look.azimuth for look in each.looks) - 0.3 for each in (blind, ahead)]
    assert overshoot[0] > 0.03 and overshoot[1] < 0.0


def test_it_keeps_a_target_that_moves_on(bench):
    bench.rate = 0.3
    bench.run(3.0)
    assert bench.error < 0.3 / GIMBAL_SETTINGS.gain + 0.02      # what a proportional rate leaves behind


def test_rates_are_limited_and_scaled_by_the_score():
    for confidence, share in ((0.9, 1.0), (0.4, 0.5), (0.3, 0.0)):
        bench = Bench()
        bench.target, bench.confidence = Direction(-1.2, 1.2), confidence
        rates = bench.step().rates
        assert rates.yaw == pytest.approx(-share * GIMBAL_SETTINGS.max_yaw_rate)
        assert rates.pitch == pytest.approx(share * GIMBAL_SETTINGS.max_pitch_rate)


@pytest.mark.parametrize('change, why', [
    (dict(state=TargetState.UNCERTAIN), 'target uncertain'), (dict(state=TargetState.LOST), 'target lost'),
    (dict(state=TargetState.IDLE), 'nothing to follow'), (dict(state=TargetState.SEARCHING), 'target not found yet'),
    (dict(confidence=math.nan), 'target uncertain'), (dict(confidence=0.2), 'target uncertain'),
    (dict(paused=True), 'paused')])
def test_it_stops_at_once_when_the_target_is_not_tracked(bench, change, why):
    vars(bench).update(change)
    pointing = bench.step()
    assert pointing.rates == AT_REST and pointing.stop == why


@pytest.mark.parametrize('silent, why, timeout_s', [
    ({'direction'}, 'no bearing', GIMBAL_SETTINGS.target_timeout),
    ({'status', 'direction'}, 'tracker silent', GIMBAL_SETTINGS.target_timeout),
    ({'status'}, 'tracker silent', GIMBAL_SETTINGS.target_timeout)])
def test_it_stops_in_time_when_something_falls_silent(bench, silent, why, timeout_s):
    bench.target = Direction(1.5, 0.0)
    bench.silent = silent
    turned = [pointing for pointing in bench.run(3.0) if not pointing.stop]
    assert len(turned) * PERIOD_S <= timeout_s + PERIOD_S
    assert bench.step().rates == AT_REST and why in bench.step().stop


def test_a_bearing_of_the_last_target_does_not_turn_it_to_the_next_one(bench):
    bench.silent, bench.target_id = {'direction'}, '2'
    assert 'no bearing' in bench.step().stop


def test_what_comes_late_of_the_last_target_does_not_turn_it_either(bench):
    bench.silent, stamp_s = {'status', 'direction'}, bench.now_s
    bench.pointer.hear_status(Heard(TargetStatus(TargetState.TRACKING, 0.9, '2'), bench.monotonic_s, stamp_s))
    bench.pointer.hear_direction(Heard(Direction(0.3, 0.1), bench.monotonic_s, stamp_s - LATENCY_S))
    assert 'no bearing' in bench.step().stop
    bench.pointer.hear_direction(Heard(Direction(0.3, 0.1), bench.monotonic_s, stamp_s))
    assert bench.step().stop == ''


def test_a_direction_of_another_tracker_does_not_turn_it(bench):
    bench.silent = {'direction'}
    for _ in range(14):
        bench.pointer.hear_direction(Heard(Direction(0.3, 0.1), bench.monotonic_s, bench.now_s))
        pointing = bench.step()
    assert 'no status' in pointing.stop and pointing.rates == AT_REST


def test_a_clock_that_jumps_stops_it_until_it_hears_again(bench):
    bench.silent = {'status', 'direction'}
    bench.now_s += 60.0
    assert bench.step() == dataclasses.replace(bench.step(), stop='clock jumped', rates=AT_REST)
    bench.silent = set()
    assert bench.run(0.2)[-1].stop == ''


@pytest.mark.parametrize('bad', [dict(gain=math.nan), dict(min_confidence=0.8, full_confidence=0.8)])
def test_settings_that_cannot_be_gone_by_are_refused(bad):
    with pytest.raises(ValueError):
        dataclasses.replace(GIMBAL_SETTINGS, **bad)

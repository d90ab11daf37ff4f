"""Directions that are predicted, against where a target really is."""
import numpy as np
import pytest

from vl_tracker_ros.following.direction import Direction, Rates
from vl_tracker_ros.following.prediction import BearingPredictor, OwnTurn

PERIOD_S, LATENCY_S, HORIZON_S, GAIN = 1 / 30, 4 / 30, 0.3, 0.6


def play(target, turn=lambda now_s: Rates(), carried_out=True, seconds=3.0, noise=0.0):
    """Largest error of the prediction and of the image alone in the last second [rad], for a camera whose images come
    late. target: azimuth from the camera's first axis at a time; turn: the rates that the camera is told."""
    predictor, random, camera = BearingPredictor(), np.random.default_rng(0), [0.0]
    predicted, seen = [], []
    late = round(LATENCY_S / PERIOD_S)
    for index in range(round(seconds / PERIOD_S)):
        now_s = 100.0 + index * PERIOD_S
        predictor.turn(now_s, turn(now_s))
        if index >= late:
            then_s = now_s - late * PERIOD_S
            in_image = target(then_s) - camera[index - late] + random.normal(0.0, noise)
            predictor.saw(then_s, Direction(in_image, 0.0), GAIN)
            truth = target(now_s) - camera[index]
            predicted.append(abs(predictor.at(now_s, HORIZON_S).azimuth - truth))
            seen.append(abs(in_image - truth))
        camera.append(camera[-1] + PERIOD_S * turn(now_s).yaw * carried_out)
    return max(predicted[-30:]), max(seen[-30:])


def test_a_target_that_crosses_is_where_it_is_now():
    predicted, seen = play(lambda now_s: 0.5 * (now_s - 100.0))
    assert seen == pytest.approx(0.5 * LATENCY_S, rel=0.01) and predicted < 0.002


def test_the_turning_of_the_camera_is_not_that_of_the_target():
    predicted, seen = play(lambda now_s: 0.2, turn=lambda now_s: Rates(yaw=0.8 * np.sign(np.sin(4.0 * now_s))))
    assert seen > 0.09 and predicted < 1e-6


def test_a_camera_that_does_not_turn_as_it_was_told_is_found_out():
    predicted, _ = play(lambda now_s: 0.2, turn=lambda now_s: Rates(yaw=0.5), carried_out=False)
    assert predicted < 0.005


def test_noise_of_the_boxes_is_not_blown_up():
    predicted, _ = play(lambda now_s: 0.0, noise=0.002)
    assert predicted < 0.012


def test_it_looks_no_further_ahead_than_the_horizon():
    predictor = BearingPredictor()
    for index in range(30):
        predictor.saw(index * PERIOD_S, Direction(index * PERIOD_S, 0.1), GAIN)
    last_s = 29 * PERIOD_S
    assert predictor.at(last_s + 5.0, 0.2).azimuth == pytest.approx(last_s + 0.2, abs=0.01)
    assert predictor.at(last_s - 5.0, 0.2) == predictor.at(last_s, 0.2) == predictor.at(last_s + 5.0, 0.0)


@pytest.mark.parametrize('gap_s', [2.0, -0.1])
def test_after_a_gap_and_after_a_clock_that_went_back_the_target_begins_at_rest(gap_s):
    predictor = BearingPredictor()
    for index in range(10):
        predictor.saw(100.0 + index * PERIOD_S, Direction(index * 0.1, 0.0), GAIN)
    then_s = 100.0 + 9 * PERIOD_S + gap_s
    predictor.saw(then_s, Direction(-0.3, 0.0), GAIN)
    assert predictor.at(then_s + 0.2, HORIZON_S).azimuth == pytest.approx(-0.3)


def test_two_stamps_that_are_almost_the_same_are_one():
    predictor = BearingPredictor()
    predictor.saw(1.0, Direction(0.0, 0.0), GAIN)
    predictor.saw(1.0001, Direction(0.1, 0.0), GAIN)
    assert predictor.at(1.2, HORIZON_S) == (0.0, 0.0)


def test_the_own_turn_is_the_sum_of_what_was_told_and_at_rest_before():
    turn = OwnTurn()
    assert turn.at(5.0).tolist() == [0.0, 0.0]
    turn.tell(10.0, Rates(yaw=1.0, pitch=-0.5))
    turn.tell(12.0, Rates(yaw=-1.0))
    assert turn.at(9.0).tolist() == [0.0, 0.0] and turn.at(11.0).tolist() == [1.0, -0.5]
    assert turn.at(13.0).tolist() == [1.0, -1.0]

"""The motion that a target asks for."""
import dataclasses

import pytest
from support.follow_settings import SETTINGS

from vl_tracker_ros.following.motion import STILL, Motion, SlewLimit
from vl_tracker_ros.following.visual_servo import Distance, servo


def motion(azimuth=0.0, metres=None, confidence=1.0, sigma_m=0.0, **changed):
    distance = None if metres is None else Distance(metres, sigma_m)
    return servo(dataclasses.replace(SETTINGS, **changed), azimuth, distance, confidence)


def test_it_turns_towards_the_target():
    assert motion(azimuth=0.25).turn == pytest.approx(-1.5 * (0.25 - 0.05))        # to the right is negative
    assert motion(azimuth=-0.25).turn == pytest.approx(1.5 * (0.25 - 0.05))


def test_it_drives_to_the_distance_it_keeps():
    assert motion(metres=2.0).forward == pytest.approx(0.6 * (0.5 - 0.1))
    assert motion(metres=1.0).forward == 0.0                                        # backward nobody looks
    assert motion(metres=1.0, max_reverse=0.3).forward == pytest.approx(-0.6 * (0.5 - 0.1))


def test_without_a_distance_it_only_turns():
    assert motion(azimuth=0.5).forward == 0.0 and motion(azimuth=0.5).turn != 0.0


def test_within_the_deadbands_it_stands():
    assert motion(azimuth=0.049, metres=1.59) == STILL


def test_an_uncertain_distance_is_not_driven_for():
    assert motion(metres=2.4, sigma_m=1.0).forward == 0.0
    assert motion(metres=2.7, sigma_m=1.0).forward == pytest.approx(0.6 * 0.2)


def test_speeds_are_limited():
    assert motion(azimuth=3.0, metres=50.0).turn == -1.0
    assert motion(metres=50.0).forward == 0.5
    assert motion(metres=0.1, max_reverse=0.2).forward == -0.2


def test_confidence_scales_all_speeds():
    half = motion(azimuth=0.3, metres=50.0, confidence=0.4)
    whole = motion(azimuth=0.3, metres=50.0, confidence=0.5)
    assert half.forward == pytest.approx(whole.forward / 2) and half.turn == pytest.approx(whole.turn / 2)
    assert motion(azimuth=0.3, metres=50.0, confidence=0.3) == STILL


def test_it_does_not_drive_while_the_target_is_beside_it():
    assert motion(azimuth=1.6, metres=50.0).forward == 0.0


def test_accelerations_are_limited_and_a_halt_is_at_once():
    limit = SlewLimit()
    steps = [limit.toward(Motion(1.0, -1.0), 0.25, 0.5) for _ in range(5)]
    assert [step.forward for step in steps] == [0.25, 0.5, 0.75, 1.0, 1.0]
    assert [step.turn for step in steps] == [-0.5, -1.0, -1.0, -1.0, -1.0]
    assert limit.toward(STILL, 0.25, 0.5) == Motion(0.75, -0.5)
    limit.halt()
    assert limit.toward(STILL, 0.25, 0.5) == STILL


def test_settings_that_are_not_finite_are_refused():
    with pytest.raises(ValueError, match='max_forward is nan'):
        dataclasses.replace(SETTINGS, max_forward=float('nan'))


def test_settings_without_a_span_of_confidence_are_refused():
    with pytest.raises(ValueError, match='min_confidence'):
        dataclasses.replace(SETTINGS, min_confidence=0.8, full_confidence=0.8)

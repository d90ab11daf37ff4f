"""How the robot, those who walk, and what stands there move and meet."""
from __future__ import annotations

import math

import numpy as np
import pytest
from support.small_world import BALL, PERSON, standing, world

from vl_tracker_ros.following.motion import STILL, Motion
from vl_tracker_ros.simulation.face import Face
from vl_tracker_ros.simulation.figure import Figure
from vl_tracker_ros.simulation.pose import Pose
from vl_tracker_ros.simulation.robot import ACCELERATION, RADIUS_M, Robot
from vl_tracker_ros.simulation.screen import BEFORE_M, SLIDE_S, Hiding
from vl_tracker_ros.simulation.world import World

FAR = Face((20.0, 0.0), (20.0, 1.0), 1.0, 0.0)


def test_the_base_takes_its_time_to_speed_up_and_to_brake() -> None:
    robot = Robot(Pose())
    robot.step(Motion(forward=1.0), 0.1)
    assert robot.motion.forward == pytest.approx(0.1 * ACCELERATION)
    robot.step(STILL, 0.05)
    assert robot.motion.forward == pytest.approx(0.05 * ACCELERATION)


def test_a_full_turn_on_an_arc_leads_back() -> None:
    robot = Robot(Pose())
    robot.motion = Motion(0.3, 0.5)
    robot._slew.toward(robot.motion, 1.0, 1.0)
    for _ in range(1000):
        robot.step(Motion(0.3, 0.5), math.tau / 0.5 / 1000)
    np.testing.assert_allclose([*robot.pose.place, robot.pose.heading], 0.0, atol=1e-3)


@pytest.mark.parametrize('there', [world(), world(standing(BALL, 9.0, 0.0), faces=[FAR])])
def test_it_is_held_back_by_what_it_runs_into_and_that_counts_once(there: World) -> None:
    there.robot.pose = Pose(8.0, 0.0)
    for _ in range(50):
        there.step(Motion(forward=0.5), 0.1)
    assert there.collisions == 1 and 8.3 < there.robot.pose.x < 9.0 - RADIUS_M
    for _ in range(20):
        there.step(Motion(forward=-0.5), 0.1)
    for _ in range(50):
        there.step(Motion(forward=0.5), 0.1)
    assert there.collisions == 2


def test_who_walks_stops_before_the_robot_and_never_runs_into_it() -> None:
    there = world(Figure(PERSON, 1.7, [(5.0, 0.0), (-5.0, 0.0)], speed=1.0))
    for _ in range(100):
        there.step(STILL, 0.1)
    assert there.collisions == 0 and there.distance_to(PERSON.name) == pytest.approx(1.0, abs=0.11)


def test_who_walks_goes_round_its_path() -> None:
    figure = Figure(BALL, 1.0, [(3.0, 0.0), (4.0, 0.0), (4.0, 1.0)], speed=0.5)
    places = []
    for _ in range(40):
        figure.step(0.1, np.array([50.0, 0.0]))
        places.append(figure.place)
    np.testing.assert_allclose(places[19], [4.0, 0.0], atol=0.051)
    np.testing.assert_allclose(places[39], [4.0, 1.0], atol=0.051)


def test_the_range_is_that_to_the_nearest_thing_ahead() -> None:
    assert world().range_m == pytest.approx(9.0 - RADIUS_M)
    assert world(standing(BALL, 3.0, 0.0), standing(PERSON, -1.0, 0.0)).range_m == pytest.approx(2.5, abs=0.02)
    assert world(standing(BALL, 1.0, 3.0), faces=()).range_m == math.inf


def test_a_board_hides_its_figure_comes_from_the_side_and_goes() -> None:
    hiding, figure, robot = Hiding('x', 5.0), np.array([4.0, 0.0]), np.zeros(2)
    board = hiding.board(6.0, figure, robot)
    assert board.start[0] == board.end[0] == pytest.approx(4.0 - BEFORE_M)
    assert min(board.start[1], board.end[1]) < -0.5 and max(board.start[1], board.end[1]) > 0.5
    assert hiding.board(5.0 - SLIDE_S, figure, robot).start[1] != board.start[1]
    assert hiding.board(4.4, figure, robot) is None and hiding.board(7.6, figure, robot) is None

"""The closed loop in one process: image, tracker, follower, robot, image."""
from __future__ import annotations

from collections import deque

from vl_tracker_ros.following.motion import STILL
from vl_tracker_ros.simulation.perception import Perception
from vl_tracker_ros.simulation.pinhole import Pinhole
from vl_tracker_ros.simulation.pursuit import Pursuit
from vl_tracker_ros.simulation.renderer import Renderer
from vl_tracker_ros.simulation.scenario import Scenario
from vl_tracker_ros.simulation.trace import Moment, name_of_box

STEP_S = 0.1            # of image, follower and world alike


def run(scenario: Scenario, perception: Perception, seed: int, latency: int = 1) -> list[Moment]:
    """Run a scenario to its end; `latency` is the number of images by which the follower hears late.

    Nothing goes by the clock of the machine: the same arguments give the same moments.
    """
    camera, world = Pinhole(), scenario.world
    renderer, pursuit = Renderer(camera, seed), Pursuit(camera)
    waiting, moments = deque(), []
    followed = None
    for _ in range(round(scenario.seconds / STEP_S)):
        now_s, order = world.now_s, scenario.told(world.now_s)
        sight = renderer.render(world.robot.pose, world.faces, world.figures)
        result = perception.look(sight, order.look if order else None, now_s)
        waiting.append((result, sight, now_s))
        if len(waiting) > latency:
            heard, seen_then, stamp_s = waiting.popleft()
            pursuit.hear(heard, stamp_s, now_s)
            followed = None if heard.box_xywh_px is None else name_of_box(heard.box_xywh_px, seen_then)
        pursuit.hear_range(world.range_m, now_s)
        decision = pursuit.step(now_s)
        wanted = order.look.name if order else None
        moments.append(Moment(
            now_s, wanted, sight.seen.get(wanted, 0.0), None if decision.stop else followed, decision.motion != STILL,
            world.distance_to(wanted) if wanted else float('nan'), world.collisions))
        world.step(decision.motion, STEP_S)
    return moments

"""The closed loop, with one who knows the truth in the place of the tracker, and with one who is wrong."""
from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vl_tracker_ros.media.scene import SceneObject
from vl_tracker_ros.simulation.loop import run
from vl_tracker_ros.simulation.metrics import judge
from vl_tracker_ros.simulation.perception import Believing, Knowing, NeverDoubts
from vl_tracker_ros.simulation.pursuit import KEEP_M
from vl_tracker_ros.simulation.renderer import Sight
from vl_tracker_ros.simulation.scenario import SCENARIOS, hidden, look_alikes, switch
from vl_tracker_ros.tracking import TrackResult
from vl_tracker_ros.tracking.types import SearchMode, TargetState


class Mistaken(Knowing):
    """Takes another one for the wanted one, and is sure of it."""

    def __init__(self, other: SceneObject) -> None:
        self._other = other

    def look(self, sight: Sight, wanted: SceneObject | None, stamp_s: float) -> TrackResult:
        return super().look(sight, wanted and self._other, stamp_s)


def test_who_knows_the_truth_keeps_the_distance_and_runs_into_nobody() -> None:
    moments = run(replace(look_alikes(0), seconds=12.0), Knowing(), 0)
    score = judge(moments, KEEP_M)
    assert score.followed > 0.95 * score.seconds and score.false == 0.0 and score.collisions == 0
    assert moments[0].time_s == 0.0 and abs(moments[-1].distance_m - KEEP_M) < 0.8      # from 5 m


def test_who_knows_the_truth_follows_again_at_once_after_a_hiding() -> None:
    scenario = replace(hidden(1), seconds=9.5)
    moments, hiding = run(scenario, Knowing(), 1), scenario.world.hidings[0]
    assert all(moment.seen < 0.1 for moment in moments if hiding.start_s <= moment.time_s <= hiding.end_s)
    regained_s, = judge(moments, KEEP_M, [hiding]).regained
    assert regained_s < 1.0


def test_another_order_is_followed_and_another_box_is_a_false_one() -> None:
    first, second = (order.look for order in switch(0).orders)
    moments = run(replace(switch(0), seconds=9.0), Knowing(), 0)
    assert [moments[70].followed, moments[-1].followed] == [first.name, second.name]
    mistaken = judge(run(replace(look_alikes(0), seconds=4.0), Mistaken(second), 0), KEEP_M)
    assert mistaken.followed == 0.0 and mistaken.false > 2.0


def test_the_same_seed_gives_the_same_moments_and_latency_another_run() -> None:
    short = [replace(look_alikes(seed), seconds=2.0) for seed in (4, 4, 4)]
    one, same, late = (run(scenario, Knowing(), 4, latency) for scenario, latency in zip(short, (1, 1, 4)))
    assert repr(one) == repr(same) and repr(one) != repr(late)


@pytest.mark.parametrize('name', SCENARIOS)
@pytest.mark.parametrize('seed', range(4))
def test_the_first_sentence_is_true_of_one_alone(name: str, seed: int) -> None:
    scenario = SCENARIOS[name](seed)
    looks = [figure.look for figure in scenario.world.figures]
    wanted = scenario.orders[0].look
    assert [look.kind for look in looks].count(wanted.kind) == 2
    assert sum((look.kind, look.colour) == (wanted.kind, wanted.colour) for look in looks) == 1
    assert [look.colour for look in looks].count(wanted.colour) == (2 if name == 'look_alikes' else 1)


class OneBox:
    """Stands in for a tracker that found little."""

    def stop(self) -> None:
        pass

    def start(self, image: np.ndarray, text: str, stamp_s: float) -> TrackResult:
        return TrackResult(TargetState.LOST, 0.1, candidate_xywh_px=np.array([1.0, 2.0, 3.0, 4.0]))


def test_who_believes_every_box_says_so_and_never_searches() -> None:
    sight = Sight(np.zeros((9, 9, 3), np.uint8), {}, {})
    result = Believing(OneBox()).look(sight, SceneObject('ball', 'red'), 0.0)
    assert (result.state, result.score) == (TargetState.TRACKING, 1.0) and result.box_xywh_px is not None
    assert NeverDoubts().decide(None, 0.0).mode is SearchMode.LOCAL

"""What happens in a run: who is there, what is said when, and who is hidden."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vl_tracker_ros.media.scene import SceneObject
from vl_tracker_ros.simulation.face import Face, box
from vl_tracker_ros.simulation.figure import Figure
from vl_tracker_ros.simulation.pose import Pose
from vl_tracker_ros.simulation.robot import Robot
from vl_tracker_ros.simulation.screen import Hiding
from vl_tracker_ros.simulation.world import World

SECONDS = 16.0
KINDS = ('person', 'ball', 'box', 'cup', 'car', 'triangle')
COLOURS = ('red', 'blue', 'green', 'yellow', 'orange', 'purple', 'pink')
TROUSERS = ('black', 'white', 'grey', 'brown')
PERSON_M, THING_M = 1.7, 1.0        # heights
SPEED = 0.2                         # m/s
REACH_M = np.array([1.8, 0.8])      # how far the target walks about, ahead and aside
BESIDE_M = np.array([0.4, 1.4])     # where one of its kind walks beside it


@dataclass(frozen=True)
class Order:
    """From `at_s` on, `look` is to be followed; `words` are said for it, empty: its sentence."""

    at_s: float
    look: SceneObject
    words: str = ''

    @property
    def sentence(self) -> str:
        return self.words or self.look.sentence


@dataclass(frozen=True)
class Scenario:
    """One run: its world and the orders in it."""

    world: World
    orders: tuple[Order, ...]
    seconds: float = SECONDS

    def told(self, now_s: float) -> Order | None:
        """The last order so far."""
        return next((order for order in reversed(self.orders) if order.at_s <= now_s), None)


def look_alikes(seed: int) -> Scenario:
    """Words alone, among one of the same kind in another colour and one of another kind in the same colour."""
    looks = _cast(seed, same_colour=True)
    return Scenario(_world(seed, looks), (Order(0.5, looks[0]),))


def hidden(seed: int) -> Scenario:
    """Words alone, among one of the same kind and others in other colours; a board hides the target twice."""
    looks = _cast(seed, same_colour=False)
    hidings = (Hiding(looks[0].name, 6.0), Hiding(looks[0].name, 11.0))
    return Scenario(_world(seed, looks, hidings), (Order(0.5, looks[0]),))


def switch(seed: int) -> Scenario:
    """The same without a board; halfway, the one of the same kind is to be followed instead."""
    looks = _cast(seed, same_colour=False)
    return Scenario(_world(seed, looks), (Order(0.5, looks[0]), Order(SECONDS / 2, looks[1])))


SCENARIOS: dict[str, Callable[[int], Scenario]] = {'look_alikes': look_alikes, 'hidden': hidden, 'switch': switch}


def _cast(seed: int, same_colour: bool) -> tuple[SceneObject, ...]:
    """The target, one of its kind in another colour, and two of other kinds, one of them in its colour or neither."""
    rng = np.random.default_rng((seed, 1))
    kind, *other_kinds = (str(name) for name in rng.permutation(KINDS))
    colour, *other_colours = (str(name) for name in rng.permutation(COLOURS))
    trousers = (str(name) for name in rng.permutation(TROUSERS))
    third_colour = colour if same_colour else other_colours[1]
    return tuple(SceneObject(*look, next(trousers)) for look in (
        (kind, colour), (kind, other_colours[0]), (other_kinds[0], third_colour), (other_kinds[1], other_colours[2])))


def _world(seed: int, looks: tuple[SceneObject, ...], hidings: tuple[Hiding, ...] = ()) -> World:
    """A hall with two boxes. The target walks about, the one of its kind walks beside it, the others stand aside."""
    rng = np.random.default_rng((seed, 2))
    side = rng.choice((-1.0, 1.0))
    start = np.array([rng.uniform(4.0, 5.0), side * BESIDE_M[1] / 2])
    path = np.array([start, *(start + (1.0, 0.0) + rng.uniform(-1.0, 1.0, (3, 2)) * REACH_M)])
    beside = path + BESIDE_M * (1.0, -side)
    standing = [[(rng.uniform(4.0, 6.5), sign * rng.uniform(2.0, 2.5))] for sign in (side, -side)]
    figures = [Figure(look, PERSON_M if look.kind == 'person' else THING_M, places, SPEED)
               for look, places in zip(looks, (path, beside, *standing))]
    return World(Robot(Pose()), figures, _hall(), hidings)


def _hall() -> list[Face]:
    walls = [Face((12, -9), (12, 9), 3.0, 150), Face((-6, 9), (12, 9), 3.0, 135), Face((-6, -9), (12, -9), 3.0, 140),
             Face((-6, -9), (-6, 9), 3.0, 145)]
    return walls + box((9.0, 4.0), (1.0, 1.0), 1.2, 100) + box((8.0, -4.5), (1.0, 2.0), 2.0, 170)

"""What someone wants of the tracker, and what became of it."""
from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Callable, NamedTuple

import numpy as np

from vl_tracker_ros.language.command import Command


class Act(Enum):
    TRACK = 'track'
    STOP = 'stop'
    PAUSE = 'pause'
    GO_ON = 'go on'
    RELOCALIZE = 'relocalize'


class Outcome(Enum):
    TAKEN = 'taken'
    REFUSED = 'refused'
    REPLACED = 'replaced'       # a newer order came before the tracker took this one


class Answer(NamedTuple):
    """`reason` is empty when taken; `target_id` is what is followed after it, empty for nothing."""

    outcome: Outcome
    reason: str = ''
    target_id: str = ''


@dataclass(eq=False)
class Order:
    """One wish. `answer` is called once, from any thread.

    TRACK has a command, a box (4,) in pixels, or both. With `joins` its box belongs to the command that waits
    or, without one, to that of the present target; what it `continues` is the id of a target that was forgotten
    with the networks. STOP `of` a command's id concerns that command alone.
    """

    act: Act
    answer: Callable[[Answer], None]
    command: Command | None = None
    box_xywh_px: np.ndarray | None = None
    joins: bool = False
    continues: str = ''
    of: str = ''

    @property
    def sets_target(self) -> bool:
        return self.act in (Act.TRACK, Act.STOP) and not self.of

    def replaces(self, older: Order) -> bool:
        """Whether `older` is of no use any more: the last word on a target ends all that was said before it."""
        pausing = {Act.PAUSE, Act.GO_ON}
        return self.sets_target or (self.act is older.act is Act.RELOCALIZE) or {self.act, older.act} <= pausing

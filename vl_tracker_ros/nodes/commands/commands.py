"""All ways by which the tracker is told what to follow: topics, services and the action."""
from __future__ import annotations

from functools import partial
from typing import Callable

from rclpy.lifecycle import LifecycleNode
from std_msgs.msg import Header

from vl_tracker_ros.nodes.commands.executor_calls import ExecutorCalls
from vl_tracker_ros.nodes.commands.order_desk import OrderDesk
from vl_tracker_ros.nodes.commands.services import CommandServices
from vl_tracker_ros.nodes.commands.target_session import Step, TargetSession
from vl_tracker_ros.nodes.commands.topics import CommandTopics
from vl_tracker_ros.nodes.commands.track_action import TrackAction
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.parameters import Parameters
from vl_tracker_ros.nodes.steady_timer import steady_timer

TICK_S = 0.1


class Commands:
    """Services and action are there in every lifecycle state, so that they can refuse; topics while it is open.

    All of it runs on the executor's thread but `on_step`, which may be called from any.
    """

    def __init__(self, node: LifecycleNode, settings: Parameters, faults: Faults, say: Callable[[], None]) -> None:
        """`say` publishes the faults now."""
        self._calls, self._open = ExecutorCalls(node), False
        self._desk = OrderDesk(node, self._calls.post, settings, faults)
        self._topics = CommandTopics(node, self._desk, faults, say)
        self._action = TrackAction(node, self._desk)
        CommandServices(node, self._desk)
        steady_timer(node, TICK_S, self._tick)

    def open(self, session: TargetSession, nudge: Callable[[], None]) -> None:
        """Take commands for `session`; `nudge` has it settled what needs no image."""
        self._desk.open(session, nudge)
        self._topics.open()
        self._open = True

    def close(self) -> bool:
        """Refuse what waits, end all goals, and take no more; nothing may work on the session any more.

        False where nothing was open. Else the session is to be settled once more, since goals stop their targets.
        """
        if not self._open:
            return False
        self._open = False
        self._calls.run()
        self._topics.close()
        self._desk.refuse_waiting()
        self._action.close()
        self._desk.close()
        return True

    def on_step(self, header: Header, step: Step) -> None:
        """Tell goals what the tracker says, about an image or without one."""
        if self._action.busy:
            self._calls.post(partial(self._action.on_step, header, step))

    def _tick(self) -> None:
        if self._open:
            self._desk.tick()
            self._topics.tick()
            self._action.tick()

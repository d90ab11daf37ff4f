"""The action `~/track_target`: follow, say how it goes, and say why it ended."""
from __future__ import annotations

import math
import time

from rclpy.action import ActionServer, CancelResponse, GoalResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.lifecycle import LifecycleNode
from rclpy.task import Future
from std_msgs.msg import Header

from vl_tracker_ros.action import TrackTarget
from vl_tracker_ros.nodes.commands.order import Act, Answer, Outcome
from vl_tracker_ros.nodes.commands.order_desk import OrderDesk, Promise
from vl_tracker_ros.nodes.commands.pursuit import Codes, End, Pursuit
from vl_tracker_ros.nodes.commands.target_request import RequestError, read_target
from vl_tracker_ros.nodes.commands.target_session import Step
from vl_tracker_ros.nodes.messages.result_conversion import to_bounding_box
from vl_tracker_ros.tracking.target_id import command_of
from vl_tracker_ros.tracking.types import TrackResult

KEPT_S = 60     # a result, for a client that asks late


class _Run:
    """A goal from its order to its end. On the executor's thread."""

    def __init__(self, handle: ServerGoalHandle, promise: Promise, ended: Future) -> None:
        self.handle, self.promise, self.ended = handle, promise, ended
        self.pursuit: Pursuit | None = None     # from when the tracker took it

    @property
    def command_id(self) -> str:
        """Empty until the tracker took it, or when it did not."""
        if self.pursuit:
            return self.pursuit.command_id
        answer = self.promise.answer
        return command_of(answer.result().target_id) if answer.done() else ''

    def end(self, end: End | None) -> None:
        """The first end counts."""
        if end and not self.ended.done():
            self.ended.set_result(end)


class TrackAction:
    """Serves one goal at a time: the newest that the tracker takes.

    A rejected goal could not be told why. So only those are rejected that come too fast; all others are accepted,
    and one that the tracker refuses is aborted with the reason.
    """

    def __init__(self, node: LifecycleNode, desk: OrderDesk) -> None:
        self._node, self._desk = node, desk
        self._runs: list[_Run] = []
        ActionServer(node, TrackTarget, '~/track_target', self._execute, callback_group=ReentrantCallbackGroup(),
                     goal_callback=self._on_goal, cancel_callback=self._on_cancel, result_timeout=KEPT_S)

    @property
    def busy(self) -> bool:
        """Whether anyone wants to know how it goes."""
        return bool(self._runs)

    def on_step(self, header: Header, step: Step) -> None:
        """Hear what the tracker says, about an image or without one."""
        for run in self._runs:
            if run.pursuit:
                run.end(run.pursuit.judge(step.result, step.paused, step.former))
            if run.pursuit and not run.ended.done():
                run.handle.publish_feedback(_feedback(header, step.result))

    def tick(self) -> None:
        for run in self._runs:
            if run.pursuit:
                run.end(run.pursuit.tick(time.monotonic()))

    def close(self) -> None:
        """End all goals: the node is deactivated."""
        for run in self._runs:
            run.end(End(Codes.DEACTIVATED, 'the node was deactivated'))
            if run.command_id:
                self._desk.place(Act.STOP, of=run.command_id)

    def _on_goal(self, _: TrackTarget.Goal) -> GoalResponse:
        if self._desk.allows_target():
            return GoalResponse.ACCEPT
        self._desk.too_fast()
        return GoalResponse.REJECT

    def _on_cancel(self, handle: ServerGoalHandle) -> CancelResponse:
        for run in self._runs:
            if run.handle == handle:
                self._desk.withdraw(run.promise, 'canceled')
                run.end(End(Codes.CANCELED, 'canceled by its client'))
        return CancelResponse.ACCEPT

    async def _execute(self, handle: ServerGoalHandle) -> TrackTarget.Result:
        try:
            target = _read(handle.request)
        except RequestError as error:
            return _finish(handle, End(Codes.REFUSED, str(error)), '')
        run = _Run(handle, self._desk.place(Act.TRACK, **target), Future(executor=self._node.executor))
        self._runs.append(run)
        run.promise.answer.add_done_callback(lambda future: self._on_answer(run, future.result()))
        if handle.is_cancel_requested:
            self._on_cancel(handle)
        end = await run.ended
        await run.promise.answer    # it may have come just in time
        self._runs.remove(run)
        if end.ends_target and run.command_id:
            await self._desk.place(Act.STOP, of=run.command_id).answer
        return _finish(handle, end, run.command_id)

    def _on_answer(self, run: _Run, answer: Answer) -> None:
        if answer.outcome is not Outcome.TAKEN:
            code = Codes.REFUSED if answer.outcome is Outcome.REFUSED else Codes.PREEMPTED
            run.end(End(code, answer.reason))
            return
        for older in self._runs:
            if older.pursuit:
                older.end(End(Codes.PREEMPTED, 'another goal came'))
        goal = run.handle.request
        run.pursuit = Pursuit(answer.target_id, goal.timeout, goal.on_lost == goal.ON_LOST_END, time.monotonic())


def _read(goal: TrackTarget.Goal) -> dict[str, object]:
    if not (math.isfinite(goal.timeout) and goal.timeout >= 0.0):
        raise RequestError(f'timeout is {goal.timeout:g} s')
    if goal.on_lost not in (goal.ON_LOST_SEARCH, goal.ON_LOST_END):
        raise RequestError(f'on_lost is {goal.on_lost}, not 0 (ON_LOST_SEARCH) or 1 (ON_LOST_END)')
    return read_target(goal)


def _feedback(header: Header, result: TrackResult) -> TrackTarget.Feedback:
    box = [] if result.box_xywh_px is None else [to_bounding_box(result.box_xywh_px)]
    return TrackTarget.Feedback(header=header, state=int(result.state), score=float(result.score), box=box,
                                target_id=result.target_id)


def _finish(handle: ServerGoalHandle, end: End, command_id: str) -> TrackTarget.Result:
    if end.code == Codes.CANCELED:
        handle.canceled()
    elif end.succeeded:
        handle.succeed()
    else:
        handle.abort()
    return TrackTarget.Result(end=end.code, reason=end.reason, command_id=command_id)

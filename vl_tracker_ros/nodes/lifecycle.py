"""Lifecycle nodes that need no manager, and outlive one that asks for what cannot be."""
from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from lifecycle_msgs.srv import ChangeState
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn

from vl_tracker_ros.nodes.stall_guard import STALL_GUARD
from vl_tracker_ros.nodes.steady_timer import steady_timer

Step = Callable[[Any, LifecycleState], TransitionCallbackReturn]


def transition(step: Step) -> Step:
    """For on_configure and its like: says what an exception was, which rclpy turns into an error without a word."""
    @wraps(step)
    def said(node: LifecycleNode, state: LifecycleState) -> TransitionCallbackReturn:
        STALL_GUARD.rest()      # an engine may be built
        try:
            return step(node, state)
        except Exception as error:
            node.get_logger().error(f'{step.__name__} failed: {error!r}')
            return TransitionCallbackReturn.ERROR
    return said


class ManagedNode(LifecycleNode):
    """A transition that is not possible now is refused with a line; with rclpy alone the request ends the process.

    Whoever inherits gives back in `release` all that any transition took, in whatever state the node is: it is called
    at cleanup, at shutdown, and after an error, which leads to unconfigured.
    """

    def __init__(self, name: str, **options: Any) -> None:
        super().__init__(name, **options)
        self._change_state = self._service_change_state.callback
        self._service_change_state.callback = self._answer

    def release(self) -> None:
        """Give back everything; may be called twice."""

    @transition
    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        self.release()
        return super().on_cleanup(state)

    @transition
    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        self.release()
        super().on_deactivate(state)
        return super().on_shutdown(state)

    @transition
    def on_error(self, state: LifecycleState) -> TransitionCallbackReturn:
        self.release()
        super().on_deactivate(state)
        return super().on_error(state)

    def _answer(self, request: ChangeState.Request, response: ChangeState.Response) -> ChangeState.Response:
        try:
            return self._change_state(request, response)
        except RuntimeError as error:       # of rcl: no such transition from this state
            wanted = request.transition.label or request.transition.id
            self.get_logger().error(f'transition {wanted} is refused: {str(error).partition(", at ")[0]}')
            response.success = False
            return response


def autostart(node: LifecycleNode, wanted: bool) -> None:
    """Configure and activate `node` in the first turn of its executor; a failure leaves it there, alive."""
    if not wanted:
        return

    def start() -> None:
        timer.cancel()
        if node.trigger_configure() is TransitionCallbackReturn.SUCCESS:
            node.trigger_activate()

    timer = steady_timer(node, 0.0, start)

"""A program that commands the tracker by its services and its action, and shows it images meanwhile."""
from __future__ import annotations

from contextlib import contextmanager

from action_msgs.msg import GoalStatus
from rclpy.action import ActionClient
from std_srvs.srv import SetBool, Trigger
from vision_msgs.msg import BoundingBox2D

from support.ros import PATIENCE_S, Probe
from vl_tracker_ros.action import TrackTarget
from vl_tracker_ros.srv import SetTarget

End = TrackTarget.Result
SUCCEEDED, ABORTED, CANCELED = GoalStatus.STATUS_SUCCEEDED, GoalStatus.STATUS_ABORTED, GoalStatus.STATUS_CANCELED


def box_around(x: float, y: float, width: float, height: float) -> list[BoundingBox2D]:
    box = BoundingBox2D(size_x=float(width), size_y=float(height))
    box.center.position.x, box.center.position.y = float(x), float(y)
    return [box]


class Goal:
    """One goal; `client` spins."""

    def __init__(self, client: Commander, goal: TrackTarget.Goal) -> None:
        self._client = client
        self.feedback: list[TrackTarget.Feedback] = []
        self._sent = client.action.send_goal_async(goal, lambda message: self.feedback.append(message.feedback))

    def accepted(self, image=None):
        client = self._client
        self.handle = client.finish(self._sent, image, 'the goal response')
        if self.handle.accepted:
            self._result = self.handle.get_result_async()
        return self.handle.accepted

    def followed(self, image) -> TrackTarget.Feedback:
        """Wait until the goal is accepted and there is feedback with a box, showing an image; the last one."""
        self.accepted(image)
        return self.followed_again(image)

    def followed_again(self, image) -> TrackTarget.Feedback:
        def seen():
            self._client.probe.show(image)
            return next((each for each in reversed(self.feedback) if each.box), None)

        return self._client.probe.spin_until(seen, 'feedback with a box')

    def end(self, image=None) -> tuple[int, TrackTarget.Result]:
        """Wait for the end, showing an image if one is given; status and result."""
        response = self._client.finish(self._result, image, 'the result of the goal')
        return response.status, response.result

    def cancel(self) -> bool:
        return bool(self._client.finish(self.handle.cancel_goal_async(), None, 'the cancelling').goals_canceling)


class Commander:
    """Services and action of one tracker, over a probe."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        kinds = {'set_target': SetTarget, 'relocalize': Trigger, 'stop': Trigger, 'pause': SetBool}
        self._clients = {name: probe.node.create_client(kind, f'{probe.tracker}/{name}')
                         for name, kind in kinds.items()}
        self.action = ActionClient(probe.node, TrackTarget, f'{probe.tracker}/track_target')
        probe.spin_until(lambda: all(client.service_is_ready() for client in self._clients.values()), 'services')
        probe.spin_until(self.action.server_is_ready, 'the action')

    @contextmanager
    def impatient(self, timeout_s: float):
        """Within the block the tracker waits so long for an image; else as long as the tests do."""
        assert self.probe.set_parameter('command_timeout', timeout_s) == ''
        try:
            yield
        finally:
            assert self.probe.set_parameter('command_timeout', PATIENCE_S) == ''

    def set_target(self, description='', box=(), image=None) -> SetTarget.Response:
        return self.call('set_target', SetTarget.Request(description=description, box=list(box)), image)

    def trigger(self, name: str, image=None) -> Trigger.Response:
        return self.call(name, Trigger.Request(), image)

    def pause(self, data: bool, image=None) -> SetBool.Response:
        return self.call('pause', SetBool.Request(data=data), image)

    def send(self, name: str, request):
        """Ask without waiting; the future of the answer."""
        return self._clients[name].call_async(request)

    def call(self, name: str, request, image=None):
        return self.finish(self.send(name, request), image, f'an answer of {name}')

    def goal(self, description='', box=(), timeout=0.0, on_lost=TrackTarget.Goal.ON_LOST_SEARCH) -> Goal:
        return Goal(self, TrackTarget.Goal(description=description, box=list(box), timeout=timeout, on_lost=on_lost))

    def finish(self, future, image, what: str):
        """Wait for a future; an image that is given is shown again and again meanwhile."""
        def done() -> bool:
            if image is not None and not future.done():
                self.probe.show(image)
            return future.done()

        self.probe.spin_until(done, what)
        return future.result()

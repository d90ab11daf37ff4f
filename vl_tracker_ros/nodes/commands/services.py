"""Services for programs that want to know what became of their command."""
from __future__ import annotations

from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.lifecycle import LifecycleNode
from std_srvs.srv import SetBool, Trigger

from vl_tracker_ros.nodes.commands.order import Act, Outcome
from vl_tracker_ros.nodes.commands.order_desk import OrderDesk
from vl_tracker_ros.nodes.commands.target_request import RequestError, read_target
from vl_tracker_ros.srv import SetTarget
from vl_tracker_ros.tracking.target_id import command_of


class CommandServices:
    """`~/set_target`, `~/relocalize`, `~/stop` and `~/pause`, in every lifecycle state.

    Each answers when the tracker has taken the order, or why it has not. Their group is reentrant: an answer
    that is awaited holds up nothing else of the node.
    """

    def __init__(self, node: LifecycleNode, desk: OrderDesk) -> None:
        self._desk = desk
        group = ReentrantCallbackGroup()
        for kind, name, callback in (
                (SetTarget, 'set_target', self._on_set_target), (Trigger, 'relocalize', self._on_relocalize),
                (Trigger, 'stop', self._on_stop), (SetBool, 'pause', self._on_pause)):
            node.create_service(kind, f'~/{name}', callback, callback_group=group)

    async def _on_set_target(self, request: SetTarget.Request, response: SetTarget.Response) -> SetTarget.Response:
        try:
            target = read_target(request)
        except RequestError as error:
            response.reason = str(error)
            return response
        if not self._desk.allows_target():
            response.reason = self._desk.too_fast()
            return response
        answer = await self._desk.place(Act.TRACK, **target).answer
        response.accepted, response.reason = answer.outcome is Outcome.TAKEN, answer.reason
        response.target_id, response.command_id = answer.target_id, command_of(answer.target_id)
        return response

    async def _on_relocalize(self, _: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
        return await self._answer(Act.RELOCALIZE, response)

    async def _on_stop(self, _: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
        return await self._answer(Act.STOP, response)

    async def _on_pause(self, request: SetBool.Request, response: SetBool.Response) -> SetBool.Response:
        return await self._answer(Act.PAUSE if request.data else Act.GO_ON, response)

    async def _answer(self, act: Act, response: Trigger.Response | SetBool.Response
                      ) -> Trigger.Response | SetBool.Response:
        answer = await self._desk.place(act).answer
        response.success, response.message = answer.outcome is Outcome.TAKEN, answer.reason
        return response

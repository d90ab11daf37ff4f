"""Commands that come on topics: sentences and first boxes, of which a flood is thinned out."""
from __future__ import annotations

from functools import partial
from typing import Any, Callable

from rclpy.lifecycle import LifecycleNode
from std_msgs.msg import String
from vision_msgs.msg import BoundingBox2D

from vl_tracker_ros.language.command import CommandError, CommandKind, parse_command
from vl_tracker_ros.nodes.commands.order import Act, Answer, Order, Outcome
from vl_tracker_ros.nodes.commands.order_desk import OrderDesk
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.messages.result_conversion import BoxError, to_box_xywh_px

QUEUE_DEPTH = 5

_ACTS = {CommandKind.TRACK: Act.TRACK, CommandKind.STOP: Act.STOP, CommandKind.PAUSE: Act.PAUSE,
         CommandKind.GO_ON: Act.GO_ON}


class CommandTopics:
    """Subscriptions to `command` and `~/init_box`, while it is open.

    What comes too fast is held back, the newest of each topic alone, until the desk allows it: the last command
    wins, and memory does not grow.
    """

    def __init__(self, node: LifecycleNode, desk: OrderDesk, faults: Faults, say: Callable[[], None]) -> None:
        """`say` publishes the faults now."""
        self._node, self._desk, self._faults, self._say = node, desk, faults, say

    def open(self) -> None:
        self._held: dict[Callable[[Any], None], Any] = {}
        self._subscriptions = [
            self._node.create_subscription(kind, topic, partial(self._on, take), QUEUE_DEPTH)
            for kind, topic, take in ((String, 'command', self._on_sentence),
                                      (BoundingBox2D, '~/init_box', self._on_box))]

    def close(self) -> None:
        for subscription in self._subscriptions:
            self._node.destroy_subscription(subscription)
        self._subscriptions.clear()
        self._held.clear()

    def tick(self) -> None:
        """Take what was held back, as far as the desk allows."""
        while self._held and self._desk.allows_target():
            take = next(iter(self._held))
            take(self._held.pop(take))

    def _on(self, take: Callable[[Any], None], message: Any) -> None:
        if not self._held and self._desk.allows_target():
            take(message)
            return
        if take in self._held:
            self._desk.too_fast()
        self._held[take] = message

    def _on_sentence(self, message: String) -> None:
        try:
            command = parse_command(message.data)
        except CommandError as error:
            self._refuse(str(error))
        else:
            self._desk.submit(Order(_ACTS[command.kind], self._on_answer, command))

    def _on_box(self, message: BoundingBox2D) -> None:
        try:
            box_xywh_px = to_box_xywh_px(message)
        except BoxError as error:
            self._refuse(str(error))
        else:
            self._desk.submit(Order(Act.TRACK, self._on_answer, box_xywh_px=box_xywh_px, joins=True))

    def _refuse(self, line: str) -> None:
        """Say it at once: the next image may be far away."""
        self._faults.report('command', line)
        self._say()

    def _on_answer(self, answer: Answer) -> None:
        if answer.outcome is Outcome.REFUSED:
            self._faults.report('command', answer.reason)

"""Places the orders of services and goals, and promises each an answer."""
from __future__ import annotations

import time
from functools import partial
from typing import Callable, NamedTuple

from rclpy.node import Node
from rclpy.task import Future

from vl_tracker_ros.nodes.commands.order import Act, Answer, Order, Outcome
from vl_tracker_ros.nodes.commands.rate_limit import RateLimit
from vl_tracker_ros.nodes.commands.target_session import TargetSession
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.parameters import Parameters

TOO_FAST = 'commands come faster than max_command_rate: some are refused'
CALM_S = 1.0        # without too many, until that is no fault any more


class Promise(NamedTuple):
    """`answer` becomes done with the Answer to `order`; a coroutine awaits it and no thread blocks."""

    order: Order
    answer: Future


class OrderDesk:
    """Open while the node is active. Its methods are called on the executor's thread; answers come from any."""

    def __init__(self, node: Node, post: Callable[[Callable[[], object]], None], settings: Parameters,
                 faults: Faults) -> None:
        """`post` brings calls to the executor's thread."""
        self._node, self._post, self._settings, self._faults = node, post, settings, faults
        self._limit = RateLimit(settings['max_command_rate'])
        self._session: TargetSession | None = None
        self._promises: list[tuple[float, Promise]] = []
        self._too_fast_at = 0.0

    def open(self, session: TargetSession, nudge: Callable[[], None]) -> None:
        """Place orders with `session` from now on; `nudge` has it settled what needs no image."""
        self._session, self._nudge = session, nudge

    def allows_target(self) -> bool:
        """Whether one more may come now, as far as their rate goes; it counts."""
        return self._limit.allows(time.monotonic())

    def too_fast(self) -> str:
        """Say that one was refused for that; the line that says it."""
        self._too_fast_at = time.monotonic()
        self._faults.report('flood', TOO_FAST)
        return TOO_FAST

    def refuse_waiting(self) -> None:
        """Refuse what waits, on topics too."""
        self._session.refuse_waiting(self._inactive().reason)

    def close(self) -> None:
        """Refuse all that comes, until it is opened again."""
        self._session = None
        self._faults.clear('flood')

    def place(self, act: Act, **details: object) -> Promise:
        """Place an order; `details` are the other fields of Order."""
        answer = Future(executor=self._node.executor)
        promise = Promise(Order(act, partial(self._fulfil, answer), **details), answer)
        if self._session is None:
            promise.order.answer(self._inactive())
        else:
            self._promises.append((time.monotonic(), promise))
            self.submit(promise.order)
        return promise

    def submit(self, order: Order) -> None:
        """Place an order of someone who waits for no answer."""
        self._faults.clear('command')
        self._session.submit(order)
        self._nudge()

    def withdraw(self, promise: Promise, reason: str) -> None:
        """Refuse an order that still waits."""
        if self._session and self._session.withdraw(promise.order):
            promise.order.answer(Answer(Outcome.REFUSED, reason))

    def tick(self) -> None:
        """Refuse what has waited too long for an image; see whether a flood is over."""
        now_s = time.monotonic()
        if now_s - self._too_fast_at > CALM_S:
            self._faults.clear('flood')
        timeout_s = self._settings['command_timeout']
        for since_s, promise in self._promises:
            if now_s - since_s > timeout_s:
                self.withdraw(promise, f'no usable image came within {timeout_s:g} s')
        self._promises = [each for each in self._promises if not each[1].answer.done()]

    def _inactive(self) -> Answer:
        return Answer(Outcome.REFUSED, f'{self._node.get_name()} is not active')

    def _fulfil(self, answer: Future, said: Answer) -> None:
        self._post(partial(answer.set_result, said))

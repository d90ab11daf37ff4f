"""Where to look, as another node says it."""
from __future__ import annotations

from rclpy.node import Node

from vl_tracker_ros.msg import SearchDirective
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.messages.stamps import seconds
from vl_tracker_ros.nodes.tracker.loaded_tracker import LoadedTracker
from vl_tracker_ros.nodes.tracker.reports import Reports
from vl_tracker_ros.tracking.types import Find, SearchMode

QUEUE_DEPTH = 5


class DirectiveSubscription:
    """Hands `search_directive` to the gate of the present tracker, if it is about the present target."""

    def __init__(self, node: Node, tracker: LoadedTracker, reports: Reports, faults: Faults) -> None:
        self._node, self._tracker, self._reports, self._faults = node, tracker, reports, faults
        self._subscription = node.create_subscription(
            SearchDirective, 'search_directive', self._on_directive, QUEUE_DEPTH)

    def destroy(self) -> None:
        """Unsubscribe."""
        self._node.destroy_subscription(self._subscription)

    def _on_directive(self, message: SearchDirective) -> None:
        if message.target_id != self._reports.result.target_id:
            return          # it was on its way while the target changed
        try:
            mode, find = SearchMode(message.mode), Find(message.find)
        except ValueError as error:
            self._faults.report('directive', f'search_directive: {error}')
            return
        self._faults.clear('directive')
        self._tracker.directed.receive(mode, find, message.reason, seconds(message.header))

"""Tells the tracker where to look next, from the confidence in its status."""
from __future__ import annotations

import math
import sys
from typing import Any

from rclpy.lifecycle import LifecyclePublisher, LifecycleState, TransitionCallbackReturn
from rclpy.subscription import Subscription

from vl_tracker_ros.msg import GateEvent as GateEventMessage
from vl_tracker_ros.msg import SearchDirective, TrackerStatus
from vl_tracker_ros.nodes.health.diagnostics import OK, STALE, WARN, Diagnostics, Rate, Task
from vl_tracker_ros.nodes.lifecycle import ManagedNode, autostart, transition
from vl_tracker_ros.nodes.messages.result_conversion import EVIDENCE_FIELDS
from vl_tracker_ros.nodes.messages.stamps import seconds
from vl_tracker_ros.nodes.parameters import Parameters, Spec
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.steady_timer import steady_timer
from vl_tracker_ros.tracking.gate_events import GateEvent, GateEvents
from vl_tracker_ros.tracking.policy import Policy
from vl_tracker_ros.tracking.policy_gate import PolicyGate
from vl_tracker_ros.tracking.types import Directive, Evidence, SearchMode, TargetState

QUEUE_DEPTH = 5
HEARTBEAT_S = 1.0

POLICY = {
    'low': Spec('kappa_mvlm below which an image counts as a loss', (-1.0, 1.0)),
    'high': Spec('kappa_mvlm from which an image counts as a find', (-1.0, 1.0)),
    'confirm_frames': Spec('images in a row below `low` before the whole image is searched', (1, 10000)),
    'recover_frames': Spec('images in a row from `high` before the view is local again', (1, 10000)),
    'cooldown_s': Spec('seconds between two searches of the whole image', (0.0, 3600.0)),
    'search_budget_s': Spec('seconds of searching the whole image before one local look', (0.0, 3600.0)),
    'give_up_s': Spec('seconds without a find before the search is given up', (0.0, 86400.0)),
    'min_appearance': Spec('likeness to the remembered colours from which a doubted find counts, 0: any', (0.0, 1.0)),
    'min_correlation': Spec('correlation with the command from which a doubted find counts, -1: any', (-1.0, 1.0)),
    'another_object_s': Spec('seconds of finds unlike the target until they are another object, below give_up_s; '
                             '0: never', (0.0, 86400.0)),
}
PARAMETERS = POLICY | {'autostart': Spec('configure and activate without a manager', read_only=True)}


class GatingNode(ManagedNode):
    """Answers every status that has evidence with a SearchDirective; says changes on `~/events`."""

    def __init__(self, **options: Any) -> None:
        super().__init__('gating_node', **options)
        self._settings = Parameters(self, 'gating_node', PARAMETERS)
        self._gate = PolicyGate(self._settings.together(POLICY, Policy, self._change_policy))
        self._changes = GateEvents()
        self._target_id = ''
        self._subscription: Subscription | None = None
        self._directives: LifecyclePublisher | None = None
        self._events: LifecyclePublisher | None = None
        self._diagnostics, self._rate = Diagnostics(self), Rate()
        self._judged, self._last = 0, Directive(SearchMode.LOCAL, 'no evidence yet')
        steady_timer(self, HEARTBEAT_S, self._on_heartbeat)
        autostart(self, self._settings['autostart'])

    @transition
    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        self._directives = self.create_lifecycle_publisher(SearchDirective, 'search_directive', QUEUE_DEPTH)
        self._events = self.create_lifecycle_publisher(GateEventMessage, '~/events', QUEUE_DEPTH)
        return super().on_configure(state)

    @transition
    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        self._target_id = ''        # what was known of a target is of no use after a pause
        self._subscription = self.create_subscription(TrackerStatus, 'status', self._on_status, QUEUE_DEPTH)
        return super().on_activate(state)

    @transition
    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        self._unsubscribe()
        return super().on_deactivate(state)

    def release(self) -> None:
        self._unsubscribe()
        for publisher in (self._directives, self._events):
            if publisher:
                self.destroy_lifecycle_publisher(publisher)
        self._directives = self._events = None

    def _unsubscribe(self) -> None:
        if self._subscription:
            self.destroy_subscription(self._subscription)
            self._subscription = None

    def _change_policy(self, policy: Policy) -> None:
        """What is under way goes on by the new numbers."""
        self._gate.policy = policy

    def _on_status(self, status: TrackerStatus) -> None:
        if math.isnan(status.kappa_mvlm):
            self._on_search_of_grounder(status)
            return
        if status.target_id != self._target_id:
            self._target_id = status.target_id
            self._gate.reset(SearchMode(status.search))
        self._gate.hear(TargetState(status.state))
        directive = self._gate.decide(_evidence(status), seconds(status.header))
        self._judged, self._last = self._judged + 1, directive
        self._directives.publish(self._to_message(status, directive))
        for event in self._changes.take(status.target_id, directive, self._gate.gave_up):
            self._say(event, status, directive)

    def _on_search_of_grounder(self, status: TrackerStatus) -> None:
        """It has no evidence to judge; what it finds will be looked at."""
        lost = TargetState(status.state).in_doubt and status.target_id == self._target_id
        if lost and status.directive_source == 'grounder':
            self._gate.look()

    def _on_heartbeat(self) -> None:
        rate = self._rate.of(self._judged)
        values = {'rate [Hz]': f'{rate:.1f}', 'target': self._target_id, 'mode': self._last.mode.name}
        if self._subscription is None:
            task = Task(STALE, 'inactive', values)
        elif rate == 0.0:
            task = Task(STALE, 'no status with evidence comes: the tracker is idle, or not connected', values)
        else:
            task = Task(WARN if self._gate.gave_up else OK, self._last.reason, values)
        self._diagnostics.publish('', {'gate': task})

    def _to_message(self, status: TrackerStatus, directive: Directive) -> SearchDirective:
        policy = self._gate.policy
        return SearchDirective(
            header=status.header, mode=int(directive.mode), find=int(directive.find), reason=directive.reason,
            target_id=status.target_id, kappa=status.kappa_mvlm,
            low_threshold=policy.low, high_threshold=policy.high)

    def _say(self, event: GateEvent, status: TrackerStatus, directive: Directive) -> None:
        self._events.publish(GateEventMessage(
            header=status.header, event=int(event), target_id=status.target_id, reason=directive.reason,
            kappa=status.kappa_mvlm))
        self.get_logger().info(f'target {status.target_id}: {event.name}, {directive.reason}')


def _evidence(status: TrackerStatus) -> Evidence:
    """The evidence as the tracker published it; the number of candidates is not part of a status."""
    return Evidence(**{name: getattr(status, name) for name in EVIDENCE_FIELDS}, candidates=0)


def main(args: list[str] | None = None) -> int:
    return run(GatingNode, args=args)


if __name__ == '__main__':
    sys.exit(main())

"""What a tracker node says of its target when that changes, and when there is no image to say it of."""
from __future__ import annotations

from dataclasses import replace

from rclpy.node import Node
from std_msgs.msg import Header

from vl_tracker_ros.msg import ActiveCommand
from vl_tracker_ros.nodes.commands.target_session import Step, TargetSession
from vl_tracker_ros.nodes.tracker.outputs import Latency, TrackerOutputs
from vl_tracker_ros.tracking import GroundedTracker, RegionOfInterest, Tracker, TrackResult
from vl_tracker_ros.tracking.types import TargetState

_DECIDES = {'own': "the bundle's own gate", 'external': 'search_directive'}


class Reports:
    """On topics and in the log. May be used from any thread.

    session: whose target it is, None while nothing is loaded. result: what was said last, which holds until
    something else is. frame_id: of the last image.
    """

    def __init__(self, node: Node, outputs: TrackerOutputs) -> None:
        self._node, self._outputs, self._logger = node, outputs, node.get_logger()
        self.session: TargetSession | None = None
        self.result = TrackResult(TargetState.IDLE)
        self.frame_id = self._decides = ''

    @property
    def command(self) -> str:
        """As it was said; empty without words."""
        return self.session.command_text if self.session else ''

    def header_now(self) -> Header:
        """For what is said of no image."""
        return Header(stamp=self._node.get_clock().now().to_msg(), frame_id=self.frame_id)

    def loaded(self, tracker: Tracker | GroundedTracker, region: RegionOfInterest) -> None:
        """Say which networks run from now on, and where they search."""
        self._outputs.region = region
        self._outputs.bundle, self._outputs.runtime = tracker.bundle.name, tracker.engine.describe()
        self._logger.info(f'bundle {self._outputs.bundle} on {self._outputs.runtime}')

    def unloaded(self) -> None:
        """Say that none do, and that no target is followed."""
        if self.session and self.session.command_id:
            self._outputs.command(ActiveCommand(header=self.header_now()))
        self.session = None
        self.result, self._outputs.paused = TrackResult(TargetState.IDLE), False
        self._outputs.bundle = self._outputs.runtime = ''
        self._outputs.region = RegionOfInterest()

    def step(self, header: Header, step: Step) -> None:
        """Say what has changed with it."""
        if step.paused != self._outputs.paused:
            self._logger.info('paused' if step.paused else 'not paused any more')
        self.result, self._outputs.paused = step.result, step.paused
        if step.changed:
            self._say_change(header, step.result.target_id)
        self._say_who_decides(step.result)

    def out_of_sight(self, result: TrackResult) -> Header:
        """Say of no image that nothing is seen; but for its box, `result` holds from now on."""
        header, self.result = self.header_now(), _unseen(result)
        self._outputs.detection(header, self.result, self.command)
        return header

    def untracked(self, header: Header) -> None:
        """A status for an image on which nothing was tracked: what was said last holds, but for its box."""
        self._outputs.status(header, _unseen(self.result), self.command, Latency())

    def without_image(self) -> None:
        """The same, now."""
        self.untracked(self.header_now())

    def _say_change(self, header: Header, target_id: str) -> None:
        session = self.session
        following = f'following {session.command_text or "the given box"}'
        self._logger.info(f'target {target_id}: {following}' if target_id else 'stopped')
        self._outputs.command(ActiveCommand(header=header, id=session.command_id, text=session.command_text,
                                            description=session.description))

    def _say_who_decides(self, result: TrackResult) -> None:
        """Once for each change: which of the gates it is decides what is said."""
        source = result.directive.source
        if result.evidence is not None and source != self._decides:
            self._decides = source
            self._logger.info(f'where to look is decided by {_DECIDES[source]}: {result.directive.reason}')


def _unseen(result: TrackResult) -> TrackResult:
    """What remains of a result when there is no image: no box, no evidence."""
    return replace(result, score=0.0, box_xywh_px=None, search_region_xywh_px=None, evidence=None,
                   timings_ms={})

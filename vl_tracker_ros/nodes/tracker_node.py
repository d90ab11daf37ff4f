"""Follows a target described in words (or shown by a box) in a stream of images."""
from __future__ import annotations

import math
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from rclpy.lifecycle import LifecycleState, TransitionCallbackReturn
from rclpy.subscription import Subscription
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header

from vl_tracker_ros.bundle import BundleError
from vl_tracker_ros.engines import EngineError, EngineOptions
from vl_tracker_ros.language.phrases import PhrasesError
from vl_tracker_ros.media.image_message import ImageError, to_bgr
from vl_tracker_ros.msg import ActiveCommand, SearchDirective
from vl_tracker_ros.nodes.commands.command_keeper import CommandKeeper
from vl_tracker_ros.nodes.commands.commands import Commands
from vl_tracker_ros.nodes.commands.target_session import Step, TargetSession
from vl_tracker_ros.nodes.faults import Faults
from vl_tracker_ros.nodes.images.camera_info_relay import CameraInfoRelay
from vl_tracker_ros.nodes.images.image_subscription import ImageSubscription
from vl_tracker_ros.nodes.images.search_region import SearchRegion
from vl_tracker_ros.nodes.images.stamp_monitor import StampMonitor
from vl_tracker_ros.nodes.lifecycle import ManagedNode, autostart, transition
from vl_tracker_ros.nodes.parameters import Parameters
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.steady_timer import steady_timer
from vl_tracker_ros.nodes.tracker.diagnostics import TrackerDiagnostics
from vl_tracker_ros.nodes.tracker.failure_row import LIMIT, FailureRow, Remedy
from vl_tracker_ros.nodes.tracker.inference_worker import InferenceWorker
from vl_tracker_ros.nodes.tracker.loading import load_tracker
from vl_tracker_ros.nodes.tracker.outputs import Counters, Latency, TrackerOutputs
from vl_tracker_ros.nodes.tracker.parameters import PARAMETERS
from vl_tracker_ros.nodes.tracker.setup_text import setup_text
from vl_tracker_ros.tracking import GroundedTracker, RegionError, RegionOfInterest, Tracker, TrackerOptions
from vl_tracker_ros.tracking.types import Find, SearchMode, TargetState, TrackResult

HEARTBEAT_S = 1.0
NEWEST_ONLY = 1         # an image that was not taken before the next one came is of no use
QUEUE_DEPTH = 5
UNLOADABLE = (BundleError, EngineError, PhrasesError, RegionError)
_DECIDES = {'own': "the bundle's own gate", 'external': 'search_directive'}


class _Arrival(NamedTuple):
    message: Image | CompressedImage
    received_at: float          # monotonic


class TrackerNode(ManagedNode):
    """Each image gives a detection and a status with its header, or is counted as dropped or rejected.

    The executor's thread only receives; `_track` and `_reject` run on the worker's thread.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__('tracker_node', **options)
        self._settings = Parameters(self, 'tracker_node', PARAMETERS)
        self._faults = Faults(self.get_logger())
        self._counters = Counters()
        self._outputs = TrackerOutputs(self, self._counters, self._faults)
        self._diagnostics = TrackerDiagnostics(self, self._outputs, self._counters, self._faults)
        self._commands = Commands(self, self._settings, self._faults, lambda: self._say_without_image(self._result))
        self._session: TargetSession | None = None
        self._worker: InferenceWorker[_Arrival] | None = None
        self._images: ImageSubscription | None = None
        self._directives: Subscription | None = None
        self._camera_info: CameraInfoRelay | None = None
        self._search_region: SearchRegion | None = None
        self._result = TrackResult(TargetState.IDLE)
        self._frame_id = self._decides = ''
        self._gave_up = False
        self._keeper = CommandKeeper(self, self._settings)
        self._heartbeat = steady_timer(self, HEARTBEAT_S, self._on_heartbeat)
        autostart(self, self._settings['autostart'])

    # Lifecycle

    @transition
    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        return super().on_configure(state) if self._prepare() else TransitionCallbackReturn.FAILURE

    @transition
    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        if self._session is None and not self._prepare():       # free_on_deactivate was: engine
            return TransitionCallbackReturn.FAILURE
        self._stamps, self._failures = StampMonitor(), FailureRow()
        self._worker = InferenceWorker(self._track, self._reject, self._settle)
        self._worker.start()
        self._last_usable = time.monotonic()
        settings = self._settings
        self._images = ImageSubscription(
            self, settings['image_transport'], settings['reliability'], NEWEST_ONLY, self._on_image)
        self._camera_info = CameraInfoRelay(self)
        self._search_region = SearchRegion(self, self._region, self._faults)
        if self._directed:
            self._directives = self.create_subscription(
                SearchDirective, 'search_directive', self._on_directive, QUEUE_DEPTH)
        self._outputs.setup(setup_text(self._bundle, self._outputs.runtime, self._images.topic, settings.all()))
        self._commands.open(self._session, self._worker.nudge)
        return super().on_activate(state)

    @transition
    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        self._halt()
        if self._settings['free_on_deactivate'] == 'engine':
            self._unload()
        super().on_deactivate(state)
        return TransitionCallbackReturn.ERROR if self._gave_up else TransitionCallbackReturn.SUCCESS

    @transition
    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        self.release()
        return super().on_cleanup(state)

    @transition
    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        self._heartbeat.cancel()
        return super().on_shutdown(state)

    def release(self) -> None:
        self._halt()
        self._unload()

    def close(self) -> None:
        """End the worker's thread after the image in work."""
        if self._worker:
            self._counters.dropped += self._worker.stop() is not None
            self._worker = None
            self._keeper.forget()

    def _prepare(self) -> bool:
        """Load and warm up what the parameters name; a failure is said and leaves nothing behind."""
        mask = self._settings['roi_mask']
        try:
            self._region = RegionOfInterest(Path(mask) if mask else None)
            self._session = TargetSession(self._load())
        except UNLOADABLE as error:
            self._faults.report('bundle', str(error))
            return False
        self._faults.clear('bundle')
        self._faults.clear('networks')
        self._gave_up = False
        self._keeper.resume(self._session)
        return True

    def _load(self, shared: bool = True) -> Tracker | GroundedTracker:
        """shared: the networks may be those of another tracker of this process. Raises what UNLOADABLE names."""
        settings = self._settings
        tracker, self._directed = load_tracker(
            settings['bundle'], EngineOptions(settings['runtime'], settings['device'], settings['precision'],
                                              settings['threads'] or None, shared),
            settings['gate'], settings['directive_timeout'], settings['grounder'], settings['phrases_file'],
            TrackerOptions(settings['camera_motion'], settings['small_objects']), self._region)
        self._bundle = tracker.bundle
        self._outputs.bundle, self._outputs.runtime = tracker.bundle.name, tracker.engine.describe()
        self.get_logger().info(f'bundle {self._outputs.bundle} on {self._outputs.runtime}')
        return tracker

    def _unload(self) -> None:
        """Forget the target, and the networks with it."""
        if self._session and self._session.command_id:
            self._outputs.command(ActiveCommand(header=self._header_now()))
        self._session = self._directed = None
        self._result, self._outputs.paused = TrackResult(TargetState.IDLE), False
        self._outputs.bundle = self._outputs.runtime = ''

    def _halt(self) -> None:
        """Take no more input and end the work, in whatever state the node is."""
        if self._images:
            self._images.destroy()
            self._images = None
        if self._directives:
            self.destroy_subscription(self._directives)
            self._directives = None
        self.close()
        if self._commands.close():
            self._settle()
            self._keeper.forget()
        if self._camera_info:
            self._camera_info.destroy()
            self._camera_info = None
        if self._search_region:
            self._search_region.destroy()
            self._search_region = None

    # Inputs, on the executor's thread

    def _on_image(self, message: Image | CompressedImage) -> None:
        self._counters.received += 1
        self._frame_id = message.header.frame_id
        replaced = self._worker.submit(_Arrival(message, time.monotonic()))
        self._counters.dropped += replaced is not None

    def _on_directive(self, message: SearchDirective) -> None:
        if message.target_id != self._result.target_id:
            return          # it was on its way while the target changed
        try:
            mode, find = SearchMode(message.mode), Find(message.find)
        except ValueError as error:
            self._faults.report('directive', f'search_directive: {error}')
            return
        self._faults.clear('directive')
        self._directed.receive(mode, find, message.reason, _seconds(message.header))

    # Images, on the worker's thread

    def _track(self, arrival: _Arrival) -> None:
        header = arrival.message.header
        started_at = time.monotonic()
        stamp_s = _seconds(header)
        self._check_stamp(stamp_s)
        image = to_bgr(arrival.message)
        self._search_region.apply(image.shape)
        step = self._session.process(image, stamp_s)
        self._last_usable = time.monotonic()
        self._counters.processed += 1
        self._settle_faults(step)
        self._keeper.keep(self._session)
        self._hear(header, step)
        command = self._session.command_text
        self._say_who_decides(step.result)
        self._outputs.detection(header, step.result, command)
        self._camera_info.detected(header)
        self._outputs.status(header, step.result, command, Latency(
            1e3 * (started_at - arrival.received_at), 1e3 * (time.monotonic() - arrival.received_at)))

    def _settle(self) -> None:
        """What was asked for that needs no image."""
        step = self._session.settle()
        if step.changed or step.paused != self._outputs.paused:
            self._keeper.keep(self._session)
            self._hear(self._header_now(), step)
            self._say_without_image(step.result)

    def _hear(self, header: Header, step: Step) -> None:
        if step.paused != self._outputs.paused:
            self.get_logger().info('paused' if step.paused else 'not paused any more')
        self._result, self._outputs.paused = step.result, step.paused
        if step.changed:
            self._say_change(header, step.result.target_id)
        self._commands.on_step(header, step)

    def _say_change(self, header: Header, target_id: str) -> None:
        session = self._session
        following = f'following {session.command_text or "the given box"}'
        self.get_logger().info(f'target {target_id}: {following}' if target_id else 'stopped')
        self._outputs.command(ActiveCommand(header=header, id=session.command_id, text=session.command_text,
                                            description=session.description))

    def _say_who_decides(self, result: TrackResult) -> None:
        """Once for each change: which of the gates it is decides what is said."""
        source = result.directive.source
        if result.evidence is not None and source != self._decides:
            self._decides = source
            self.get_logger().info(f'where to look is decided by {_DECIDES[source]}: {result.directive.reason}')

    def _check_stamp(self, stamp_s: float) -> None:
        """Raise ImageError for an unusable stamp; say when stamps go back: the gates see to their timers."""
        now_s = self.get_clock().now().nanoseconds * 1e-9
        back_s = self._stamps.check(stamp_s, now_s, self._settings['max_image_age'], self._settings['max_image_lead'])
        if back_s > 0.0:
            self.get_logger().warning(f'image stamps jumped back by {back_s:.3f} s: timers start anew')

    def _settle_faults(self, step: Step) -> None:
        self._faults.clear('image')
        self._faults.clear('watchdog')
        if step.result.timings_ms and not self._gave_up:      # else nothing has run: idle, or the grounder is at it
            self._failures.succeeded()
            self._faults.clear('networks')

    def _reject(self, arrival: _Arrival, error: Exception) -> None:
        self._counters.rejected += 1
        line = str(error) if isinstance(error, ImageError) else f'tracker failed on this image: {error!r}'
        self._faults.report('image', line)
        command = self._session.command_text
        self._outputs.status(arrival.message.header, _unseen(self._result), command, Latency())
        if not isinstance(error, ImageError):
            self._heal(self._failures.failed())

    def _heal(self, remedy: Remedy) -> None:
        if remedy is Remedy.RELOAD:
            self._faults.report('networks', f'{LIMIT} images in a row failed: the networks are loaded anew')
            try:
                self._session.renew(self._load(shared=False))
            except Exception as error:      # a broken driver raises what it likes, and this thread goes on
                self._give_up(str(error) if isinstance(error, UNLOADABLE) else repr(error))
        elif remedy is Remedy.GIVE_UP:
            self._give_up('images fail after the networks were loaded anew as well')

    def _give_up(self, reason: str) -> None:
        """Deactivate with an error, on the executor's thread: the worker's ends with it."""
        self._gave_up = True
        self._faults.report('networks', f'{reason}: configure the node again')
        self._result = _unseen(replace(self._result, state=TargetState.LOST))
        self._outputs.detection(self._header_now(), self._result, self._session.command_text)
        self.executor.create_task(self._end_in_error)

    def _end_in_error(self) -> None:
        if self._worker:            # nobody else has deactivated it since
            self.trigger_deactivate()

    # Once a second, on the executor's thread

    def _on_heartbeat(self) -> None:
        self._faults.settle('rival', self._outputs.rival)
        self._faults.settle('camera_info', self._camera_info.complaint if self._camera_info else '')
        silence_s = time.monotonic() - self._last_usable if self._worker else math.inf
        if self._worker and silence_s > self._settings['image_timeout']:
            self._say_lost()
        elif silence_s > HEARTBEAT_S:
            self._say_without_image(self._result)
        self._diagnostics.publish(self._result, self._worker is not None)

    def _say_lost(self) -> None:
        timeout_s = self._settings['image_timeout']
        why = self._images.why_silent(timeout_s)
        self._faults.report(
            'watchdog', f'no usable image on {self._images.topic} for {timeout_s:g} s{why and ": "}{why}')
        seen = self._result.state in (TargetState.TRACKING, TargetState.UNCERTAIN)
        state = TargetState.LOST if seen else self._result.state
        reason = 'no usable image' if seen else self._result.reason
        self._result = _unseen(replace(self._result, state=state, reason=reason))
        header = self._header_now()
        self._outputs.detection(header, self._result, self._session.command_text)
        self._commands.on_step(header, Step(self._result, changed=False, paused=self._outputs.paused))
        self._say_without_image(self._result)

    def _say_without_image(self, result: TrackResult) -> None:
        command = self._session.command_text if self._session else ''
        self._outputs.status(self._header_now(), _unseen(result), command, Latency())

    def _header_now(self) -> Header:
        return Header(stamp=self.get_clock().now().to_msg(), frame_id=self._frame_id)


def _unseen(result: TrackResult) -> TrackResult:
    """What remains of a result when there is no image: no box, no evidence."""
    return replace(result, score=0.0, box_xywh_px=None, search_region_xywh_px=None, evidence=None,
                   timings_ms={})


def _seconds(header: Header) -> float:
    return header.stamp.sec + header.stamp.nanosec * 1e-9


def main(args: list[str] | None = None) -> int:
    return run(TrackerNode, args=args)


if __name__ == '__main__':
    sys.exit(main())

"""Follows a target described in words (or shown by a box) in a stream of images."""
from __future__ import annotations

import math
import sys
import time
from dataclasses import replace
from typing import Any, NamedTuple

from rclpy.lifecycle import LifecycleState, TransitionCallbackReturn
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header

from vl_tracker_ros.media.image_message import ImageError
from vl_tracker_ros.nodes.commands.command_keeper import CommandKeeper
from vl_tracker_ros.nodes.commands.commands import Commands
from vl_tracker_ros.nodes.commands.target_session import Step
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.lifecycle import ManagedNode, autostart, transition
from vl_tracker_ros.nodes.messages.stamps import seconds
from vl_tracker_ros.nodes.parameters import Parameters
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.steady_timer import steady_timer
from vl_tracker_ros.nodes.tracker.diagnostics import TrackerDiagnostics
from vl_tracker_ros.nodes.tracker.inference_worker import InferenceWorker
from vl_tracker_ros.nodes.tracker.inputs import TrackerInputs
from vl_tracker_ros.nodes.tracker.loaded_tracker import LoadedTracker
from vl_tracker_ros.nodes.tracker.outputs import Counters, Latency, TrackerOutputs
from vl_tracker_ros.nodes.tracker.parameters import PARAMETERS
from vl_tracker_ros.nodes.tracker.recovery import Recovery
from vl_tracker_ros.nodes.tracker.reports import Reports
from vl_tracker_ros.nodes.tracker.setup_text import setup_text
from vl_tracker_ros.tracking.types import TargetState

HEARTBEAT_S = 1.0


class _Arrival(NamedTuple):
    message: Image | CompressedImage
    received_at: float          # monotonic


class TrackerNode(ManagedNode):
    """Each image gives a detection and a status with its header, or is counted as dropped or rejected.

    The executor's thread only receives; `_track`, `_reject` and `_settle` run on the worker's thread.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__('tracker_node', **options)
        self._settings = Parameters(self, 'tracker_node', PARAMETERS)
        self._faults = Faults(self.get_logger())
        self._counters = Counters()
        self._outputs = TrackerOutputs(self, self._counters, self._faults)
        self._reports = Reports(self, self._outputs)
        self._diagnostics = TrackerDiagnostics(self, self._outputs, self._counters, self._faults)
        self._inputs = TrackerInputs(self, self._settings, self._faults)
        self._commands = Commands(self, self._settings, self._faults, self._reports.without_image)
        self._keeper = CommandKeeper(self, self._settings)
        self._tracker = LoadedTracker(self._settings, self._faults, self._reports, self._keeper)
        self._worker: InferenceWorker[_Arrival] | None = None
        self._heartbeat = steady_timer(self, HEARTBEAT_S, self._on_heartbeat)
        autostart(self, self._settings['autostart'])

    # Lifecycle

    @transition
    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        return super().on_configure(state) if self._tracker.load() else TransitionCallbackReturn.FAILURE

    @transition
    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        if self._tracker.session is None and not self._tracker.load():       # free_on_deactivate was: engine
            return TransitionCallbackReturn.FAILURE
        self._recovery = Recovery(self._faults, self._tracker.reload, self._give_up)
        self._worker = InferenceWorker(self._track, self._reject, self._settle)
        self._worker.start()
        self._last_usable = time.monotonic()
        self._inputs.open(self._tracker, self._reports, self._on_image)
        self._outputs.setup(setup_text(
            self._tracker.bundle, self._outputs.runtime, self._inputs.images.topic, self._settings.all()))
        self._commands.open(self._tracker.session, self._worker.nudge)
        return super().on_activate(state)

    @transition
    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        self._halt()
        if self._settings['free_on_deactivate'] == 'engine':
            self._tracker.unload()
        super().on_deactivate(state)
        return TransitionCallbackReturn.ERROR if self._recovery.gave_up else TransitionCallbackReturn.SUCCESS

    @transition
    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        self._heartbeat.cancel()
        return super().on_shutdown(state)

    def release(self) -> None:
        self._halt()
        self._tracker.unload()

    def close(self) -> None:
        """End the worker's thread after the image in work."""
        if self._worker:
            self._counters.dropped += self._worker.stop() is not None
            self._worker = None
            self._keeper.forget()

    def _halt(self) -> None:
        """Take no more input and end the work, in whatever state the node is."""
        self.close()
        if self._commands.close():
            self._settle()
            self._keeper.forget()
        self._inputs.close()

    # Images, on the executor's thread

    def _on_image(self, message: Image | CompressedImage) -> None:
        self._counters.received += 1
        self._reports.frame_id = message.header.frame_id
        replaced = self._worker.submit(_Arrival(message, time.monotonic()))
        self._counters.dropped += replaced is not None

    # Images, on the worker's thread

    def _track(self, arrival: _Arrival) -> None:
        header = arrival.message.header
        started_at = time.monotonic()
        image = self._inputs.read(arrival.message)
        self._outputs.image_shape = image.shape
        step = self._tracker.session.process(image, seconds(header))
        self._last_usable = time.monotonic()
        self._counters.processed += 1
        self._settle_faults(step)
        self._say(header, step)
        command = self._reports.command
        self._outputs.detection(header, step.result, command)
        self._inputs.camera_info.detected(header)
        self._outputs.status(header, step.result, command, Latency(
            1e3 * (started_at - arrival.received_at), 1e3 * (time.monotonic() - arrival.received_at)))

    def _settle_faults(self, step: Step) -> None:
        self._faults.clear('image')
        self._faults.clear('watchdog')
        if step.result.timings_ms:      # else nothing has run: idle, or the grounder is at it
            self._recovery.succeeded()

    def _settle(self) -> None:
        """What was asked for that needs no image."""
        step = self._tracker.session.settle()
        if step.changed or step.paused != self._outputs.paused:
            self._say(self._reports.header_now(), step)
            self._reports.without_image()

    def _say(self, header: Header, step: Step) -> None:
        self._keeper.keep(self._tracker.session)
        self._reports.step(header, step)
        self._commands.on_step(header, step)

    def _reject(self, arrival: _Arrival, error: Exception) -> None:
        self._counters.rejected += 1
        is_bad_image = isinstance(error, ImageError)
        self._faults.report('image', str(error) if is_bad_image else f'tracker failed on this image: {error!r}')
        self._reports.untracked(arrival.message.header)
        if not is_bad_image:
            self._recovery.failed()

    def _give_up(self) -> None:
        """Deactivate with an error, on the executor's thread: the worker's ends with it."""
        self._reports.out_of_sight(replace(self._reports.result, state=TargetState.LOST))
        self.executor.create_task(self._end_in_error)

    def _end_in_error(self) -> None:
        if self._worker:            # nobody else has deactivated it since
            self.trigger_deactivate()

    # Once a second, on the executor's thread

    def _on_heartbeat(self) -> None:
        self._faults.settle('rival', self._outputs.rival)
        self._faults.settle('camera_info', self._inputs.camera_info.complaint if self._worker else '')
        silence_s = time.monotonic() - self._last_usable if self._worker else math.inf
        if self._worker and silence_s > self._settings['image_timeout']:
            self._say_lost()
        elif silence_s > HEARTBEAT_S:
            self._reports.without_image()
        self._diagnostics.publish(self._reports.result, self._worker is not None)

    def _say_lost(self) -> None:
        images, timeout_s = self._inputs.images, self._settings['image_timeout']
        why = images.why_silent(timeout_s)
        self._faults.report('watchdog', f'no usable image on {images.topic} for {timeout_s:g} s{why and ": "}{why}')
        seen = self._reports.result
        if seen.state.has_box:
            seen = replace(seen, state=TargetState.LOST, reason='no usable image')
        header = self._reports.out_of_sight(seen)
        self._commands.on_step(header, Step(self._reports.result, changed=False, paused=self._outputs.paused))
        self._reports.without_image()


def main(args: list[str] | None = None) -> int:
    return run(TrackerNode, args=args)


if __name__ == '__main__':
    sys.exit(main())

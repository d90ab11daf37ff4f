"""Starts the processes, plays the programme, and ends cleanly."""
from __future__ import annotations

import os
import queue
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import rclpy

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.media.record import FrameRecord
from vl_tracker_ros.media.recorder import Recorder
from vl_tracker_ros.nodes.demo.child_process import ChildDied, ChildProcess
from vl_tracker_ros.nodes.demo.monitor import Monitor, Observation, open_monitor
from vl_tracker_ros.nodes.demo.options import DemoOptions, Programme, make_programme
from vl_tracker_ros.nodes.demo.report import Report
from vl_tracker_ros.nodes.image_conversion import to_bgr
from vl_tracker_ros.nodes.result_conversion import to_box_xywh_px
from vl_tracker_ros.nodes.wiring import OVERLAY_REMAPS, STATUS_REMAPS
from vl_tracker_ros.tracking.types import SearchMode, TargetState

START_S = 30.0          # for all processes to run and to find each other
QUIET_S = 1.0           # without a result after the camera's end: the tracker has said all
NUM_IMAGE_SUBSCRIBERS = 3       # tracker, overlay, monitor


def run_demo(options: DemoOptions) -> int:
    """Follow a video by words through real processes over DDS; write overlay.mp4, boxes.csv and confidence.png.

    Returns 0 after the end of the video or Ctrl-C, 1 when a process died or did not come up. Raises BundleError,
    SourceError and CommandError for options that cannot be served.
    """
    load_bundle(options.bundle)
    programme = make_programme(options)
    # A domain of our own: no robot nearby is disturbed, and two demos do not hear each other.
    os.environ['ROS_DOMAIN_ID'] = str(1 + os.getpid() % 100)
    os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as stack:
        logs = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix='vl_tracker_demo_')))
        stack.callback(rclpy.try_shutdown)
        monitor = open_monitor()
        stack.callback(monitor.close)
        recorder = stack.enter_context(Recorder(options.out, programme.fps))
        report = Report()
        try:
            _Demo(programme, options, monitor, recorder, report).run(stack, logs)
        except KeyboardInterrupt:
            pass
        except ChildDied as error:
            print(f'\ndemo: {error}', file=sys.stderr)
            return 1
        report.summary(monitor)
    print(f'written: {", ".join(str(options.out / name) for name in ("overlay.mp4", "boxes.csv", "confidence.png"))}')
    return 0


class _Demo:
    """One run: processes up, first command, camera on, second command, end."""

    def __init__(self, programme: Programme, options: DemoOptions, monitor: Monitor, recorder: Recorder,
                 report: Report) -> None:
        self._programme, self._options = programme, options
        self._monitor, self._recorder, self._report = monitor, recorder, report
        self._said = 0
        self._camera: ChildProcess | None = None
        self._others: list[ChildProcess] = []

    def run(self, stack: ExitStack, logs: Path) -> None:
        print('starting tracker_node, gating_node, overlay_node and camera_node as processes of their own')
        self._others = [
            ChildProcess('tracker_node', logs, {'bundle': str(self._options.bundle)}),
            ChildProcess('gating_node', logs, remaps=STATUS_REMAPS),
            ChildProcess('overlay_node', logs, remaps=OVERLAY_REMAPS)]
        for child in self._others:
            stack.callback(child.stop)
        self._wait_until_complete()
        self._say_next()
        self._camera = ChildProcess('camera_node', logs, {
            'source': self._programme.source, 'rate': float(self._options.rate), 'on_end': 'exit',
            'wait_for_subscribers': NUM_IMAGE_SUBSCRIBERS})
        stack.callback(self._camera.stop)
        self._play()

    def _wait_until_complete(self) -> None:
        deadline = time.monotonic() + START_S
        while not self._monitor.complete:
            self._check_others()
            status = self._monitor.last_status
            if time.monotonic() > deadline:
                raise ChildDied(f'not all nodes found each other in {START_S:g} s; tracker: '
                                f'{status.error if status else "silent"}')
            time.sleep(0.05)

    def _play(self) -> None:
        ended_at = None
        while ended_at is None or time.monotonic() - ended_at < QUIET_S:
            try:
                observation = self._monitor.observations.get(timeout=0.1)
            except queue.Empty:
                self._check_others()
                if ended_at is None and self._camera.ended:
                    ended_at = time.monotonic()
                continue
            self._take(observation)
            if observation.frame + 1 == self._programme.num_frames:
                return

    def _take(self, observation: Observation) -> None:
        self._recorder.write(_record(observation), to_bgr(observation.image))
        self._report.add(observation)
        if self._said == 1 and self._programme.switch_frame is not None:
            if observation.frame + 1 >= self._programme.switch_frame:
                self._say_next()

    def _say_next(self) -> None:
        sentence = self._programme.sentences[self._said]
        self._report.command(sentence)
        self._monitor.say(sentence)
        self._said += 1

    def _check_others(self) -> None:
        for child in self._others:
            child.check()


def _record(observation: Observation) -> FrameRecord:
    status, detection = observation.status, observation.detection
    return FrameRecord(
        frame=observation.frame, state=TargetState(status.state).name.lower(),
        search=SearchMode(status.search).name.lower(), score=status.score, command=status.command,
        box_xywh_px=tuple(to_box_xywh_px(detection.bbox)) if detection.results else None,
        search_region_xywh_px=tuple(to_box_xywh_px(status.search_region)) if status.search_region.size_x else None,
        kappa_vlm=status.kappa_vlm, kappa_mem=status.kappa_mem, kappa_mvlm=status.kappa_mvlm,
        latency_ms=observation.latency_ms)

"""Starts the processes, plays the programme, and ends cleanly."""
from __future__ import annotations

import queue
import signal
import sys
import time
from dataclasses import dataclass

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.media.image_message import to_bgr
from vl_tracker_ros.media.recorder import Recorder
from vl_tracker_ros.nodes.demo.monitor import Monitor
from vl_tracker_ros.nodes.demo.options import DemoOptions, Programme, make_programme
from vl_tracker_ros.nodes.demo.report import Report
from vl_tracker_ros.nodes.messages.frame_record import to_frame_record
from vl_tracker_ros.nodes.processes.child_process import ChildDied, ProcessGroup, node_command
from vl_tracker_ros.nodes.processes.own_domain import use_own_domain
from vl_tracker_ros.nodes.wiring import OVERLAY_REMAPS, STATUS_REMAPS

START_S = 30.0          # for all processes to run and to find each other
QUIET_S = 0.3           # without a result after the camera's end: all has been said
NUM_IMAGE_SUBSCRIBERS = 3       # tracker, overlay, monitor


def run_demo(options: DemoOptions) -> int:
    """Follow a video by words through real processes over DDS; write a record of it into `options.out`.

    Returns 0 after the end of the video or Ctrl-C, 1 when a process died or did not come up. Raises
    BundleError, SourceError and CommandError for options that cannot be served.
    """
    load_bundle(options.bundle)
    programme = make_programme(options)
    use_own_domain()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    report = Report()
    with Monitor() as monitor, Recorder(options.out, programme.fps) as recorder, ProcessGroup() as processes:
        try:
            _Demo(programme, options, monitor, recorder, report, processes).run()
        except KeyboardInterrupt:
            pass
        except ChildDied as error:
            print(f'\ndemo: {error}', file=sys.stderr)
            return 1
        report.summary(monitor)
    print(f'written: {", ".join(sorted(str(file) for file in options.out.iterdir()))}')
    return 0


@dataclass
class _Demo:
    """One run: processes up, first command, camera on, second command, end."""

    programme: Programme
    options: DemoOptions
    monitor: Monitor
    recorder: Recorder
    report: Report
    processes: ProcessGroup
    said: int = 0

    def run(self) -> None:
        print('starting tracker_node, gating_node, overlay_node and camera_node as processes of their own')
        bundle = {'bundle': str(self.options.bundle)}
        self.processes.start('tracker_node', node_command('tracker_node', bundle))
        self.processes.start('gating_node', node_command('gating_node', remaps=STATUS_REMAPS))
        self.processes.start('overlay_node', node_command('overlay_node', remaps=OVERLAY_REMAPS))
        self._wait_until_complete()
        self._say_next()
        self._play()

    def _wait_until_complete(self) -> None:
        deadline = time.monotonic() + START_S
        while not self.monitor.complete:
            self.processes.check()
            if time.monotonic() > deadline:
                status = self.monitor.last_status
                raise ChildDied(f'not all nodes found each other in {START_S:g} s; tracker: '
                                f'{status.error if status else "silent"}')
            time.sleep(0.05)

    def _play(self) -> None:
        """Take what comes until the camera has ended and all has been said."""
        camera = self.processes.start('camera_node', node_command('camera_node', {
            'source': self.programme.source, 'rate': float(self.options.rate), 'on_end': 'exit',
            'max_images': self.options.max_frames, 'wait_for_subscribers': NUM_IMAGE_SUBSCRIBERS}))
        while self._take_next() or not camera.has_ended():
            self.processes.check()

    def _take_next(self) -> bool:
        """Record one frame; False if none came for a while."""
        try:
            observation = self.monitor.observations.get(timeout=QUIET_S)
        except queue.Empty:
            return False
        self.recorder.write(to_frame_record(observation.frame, observation.detection, observation.status,
                                            observation.latency_ms), to_bgr(observation.image))
        self.report.add(observation)
        switch_frame = self.programme.switch_frame
        if self.said == 1 and switch_frame is not None and observation.frame + 1 >= switch_frame:
            self._say_next()
        return True

    def _say_next(self) -> None:
        sentence = self.programme.sentences[self.said]
        self.report.command(sentence)
        self.monitor.say(sentence)
        self.said += 1

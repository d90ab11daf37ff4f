"""The nodes of a soak at work over DDS, and what is seen of them."""
from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rclpy
from dds_listener import DdsListener, namespace, render_clip
from rclpy.qos import QoSProfile
from sensor_msgs.msg import Image
from soak_nodes import SoakNode
from soak_report import SAMPLE_S, Sample, percentile
from std_msgs.msg import Header

from vl_tracker_ros.nodes.processes.child_process import node_command
from vl_tracker_ros.nodes.wiring import STATUS_REMAPS

START_S = 60.0
KEPT_S = 5.0                # until a status must name the command that was followed before a fault


class Soak:
    """The nodes at work, watched; time is counted from its beginning, in s."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.size = tuple(options.size)
        clip, self.sentence = render_clip(folder, self.size)
        here = {'__ns': namespace(0)}
        commands = {
            'tracker_node': node_command('tracker_node', {'bundle': options.bundle, 'threads': options.threads},
                                         {**here, 'image': '/image', 'command': '/command'}),
            'gating_node': node_command('gating_node', remaps={**here, **STATUS_REMAPS}),
            'camera_node': node_command('camera_node', {'source': clip, 'rate': 30.0, 'on_end': 'loop'})}
        rclpy.init()
        self._listener = DdsListener(trackers=1)
        self._images = self._listener.create_publisher(Image, '/image', QoSProfile(depth=1))
        self.nodes = {name: SoakNode(name, command, folder / f'{name}.log') for name, command in commands.items()}
        self._start = self._sampled_at = time.monotonic()
        self.samples: list[Sample] = []
        self.faults: list[dict[str, Any]] = []

    def __enter__(self) -> Soak:
        return self

    def __exit__(self, *_: object) -> None:
        for node in self.nodes.values():
            node.stop()
        self._listener.destroy_node()
        rclpy.shutdown()

    @property
    def now_s(self) -> float:
        return time.monotonic() - self._start

    def header(self) -> Header:
        return Header(stamp=self._listener.get_clock().now().to_msg(), frame_id='camera')

    def say(self, sentence: str) -> None:
        self._listener.say(sentence)

    def show(self, image: Image) -> None:
        self._images.publish(image)

    def spin_for(self, seconds: float) -> None:
        """Hear, and take a sample now and then."""
        end_s = self.now_s + seconds
        while (left_s := end_s - self.now_s) > 0:
            self._listener.spin_for(min(left_s, 0.01))
            if time.monotonic() - self._sampled_at > SAMPLE_S:
                self._sample()

    def repeat(self, act: Callable[[int], None], rate_hz: float, seconds: float) -> None:
        start_s, count = self.now_s, 0
        while (elapsed_s := self.now_s - start_s) < seconds:
            while count < elapsed_s * rate_hz:
                act(count)
                count += 1
            self.spin_for(0.001)

    def begin(self) -> None:
        """Until the first detection. The time before it does not count."""
        self._until(lambda: self._listener.commandable, 'an active tracker')
        self.say(self.sentence)
        self._until(lambda: self._listener.heard[0], 'a first detection')
        self._start, self.samples = time.monotonic(), []

    def suffer(self, name: str, fault: Callable[[Soak], None]) -> None:
        """A fault, and what came of it; the time until a detection for an image of the camera from after its end."""
        began_s, rejected = self.now_s, self._listener.statuses[0].frames_rejected
        fault(self)
        ended_s, ended_at = self.now_s, time.time()
        recovered = self._until(lambda: self._answers(ended_at), '', patience_s=START_S)
        answered_s = self.now_s
        kept = self._until(lambda: self._listener.statuses[0].command == self.sentence, '', patience_s=KEPT_S)
        self.faults.append({
            'name': name, 'from_s': round(began_s, 1), 'to_s': round(ended_s, 1),
            'answers_after_s': round(answered_s - ended_s, 2) if recovered else None,
            'command_is_kept': kept,
            'rejected': max(0, self._listener.statuses[0].frames_rejected - rejected),
            'error': self._errors_since(began_s)})

    def _answers(self, since_s: float) -> list[float]:
        """Latencies of the detections for images of the camera with stamps from then on; the watchdog's have others."""
        stamps = self._listener.info_stamps
        return [each.latency_ms for each in self._listener.heard[0]
                if each.stamp_s > since_s and each.stamp_s in stamps]

    def _errors_since(self, began_s: float) -> list[str]:
        return sorted({sample['error'] for sample in self.samples if sample['s'] >= began_s and sample['error']})

    def _until(self, condition: Callable[[], object], what: str, patience_s: float = START_S) -> bool:
        end_s = self.now_s + patience_s
        while not condition():
            if self.now_s > end_s:
                if what:
                    raise SystemExit(f'waited in vain for {what}: {self.nodes["tracker_node"].output}')
                return False
            self.spin_for(0.01)
        return True

    def _sample(self) -> None:
        since, self._sampled_at = self._sampled_at, time.monotonic()
        recent = self._answers(time.time() - (self._sampled_at - since))
        status = self._listener.statuses[0]
        self.samples.append({
            's': round(self.now_s, 2), 'answered': len(recent), 'state': status.state if status else None,
            'error': status.error if status else '', 'dropped': status.frames_dropped if status else 0,
            'p50_ms': percentile(recent, 50), 'p95_ms': percentile(recent, 95),
            'memory_mb': {name: node.memory_mb for name, node in self.nodes.items()},
            'starts': {name: node.starts for name, node in self.nodes.items()}})

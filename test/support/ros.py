"""Nodes as real processes over DDS, and a node of the test's own that talks with them."""
from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import rclpy
from builtin_interfaces.msg import Time
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState, GetState
from rcl_interfaces.srv import SetParameters
from rclpy.executors import SingleThreadedExecutor
from rclpy.parameter import Parameter
from rclpy.qos import DurabilityPolicy, QoSProfile
from sensor_msgs.msg import Image
from std_msgs.msg import Header, String
from vision_msgs.msg import BoundingBox2D, Detection2D

from vl_tracker_ros.msg import ActiveCommand, TrackerStatus
from vl_tracker_ros.nodes.images.image_conversion import to_image

PATIENCE_S = 20.0
_domains = itertools.count(1 + os.getpid() % 90)


def new_domain() -> int:
    """A ROS domain that no other test of this run is in."""
    return next(_domains) % 101


class NodeProcess:
    """`python -m vl_tracker_ros.nodes.<name>` in a domain; its output is in `output`."""

    def __init__(self, name: str, domain: int, log: Path, *ros_args: str, own_args: tuple[str, ...] = ()) -> None:
        self.domain, self._log = domain, log
        environment = os.environ | {'ROS_DOMAIN_ID': str(domain)}
        with open(log, 'wb') as file:
            self._process = subprocess.Popen(
                [sys.executable, '-m', f'vl_tracker_ros.nodes.{name}', *own_args, '--ros-args', *ros_args],
                stdout=file, stderr=subprocess.STDOUT, env=environment)

    @property
    def output(self) -> str:
        return self._log.read_text(encoding='utf-8', errors='replace')

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def wait_for_output(self, text: str) -> str:
        wait_until(lambda: text in self.output or not self.running, f'{text!r} in: ', lambda: self.output)
        assert text in self.output
        return self.output

    def wait(self) -> int:
        return self._process.wait(PATIENCE_S)

    def stop(self) -> int:
        """Interrupt it and give its exit code."""
        if self.running:
            self._process.send_signal(signal.SIGINT)
        try:
            return self.wait()
        finally:
            self._process.kill()

    def kill(self) -> None:
        """End it as a crash does: it can do nothing about it."""
        self._process.kill()
        self.wait()

    @property
    def resident_mb(self) -> float:
        """Memory that it has in use."""
        pages = int(Path(f'/proc/{self._process.pid}/statm').read_text().split()[1])
        return pages * os.sysconf('SC_PAGE_SIZE') / 1e6

    def __enter__(self) -> NodeProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def wait_until(condition, what: str, detail=lambda: '') -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f'waited in vain for {what}{detail()}'
        time.sleep(0.02)


class Probe:
    """Sends images one by one and waits for what the tracker says about each: no timing, no drops."""

    def __init__(self, domain: int, tracker: str = 'tracker_node', namespace: str = '') -> None:
        self._context = rclpy.Context()
        rclpy.init(context=self._context, domain_id=domain)
        self.node = rclpy.create_node('probe', context=self._context, namespace=namespace)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self.node)
        self.tracker = tracker
        self.detections: list[Detection2D] = []
        self.statuses: list[TrackerStatus] = []
        self.commands: list[ActiveCommand] = []
        self._images = self.node.create_publisher(Image, 'image', 5)
        self._command = self.node.create_publisher(String, 'command', 5)
        self._box = self.node.create_publisher(BoundingBox2D, f'{tracker}/init_box', 5)
        self._outputs = [
            self.node.create_subscription(Detection2D, f'{tracker}/detection', self.detections.append, 50),
            self.node.create_subscription(TrackerStatus, f'{tracker}/status', self.statuses.append, 50)]
        latched = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        self.node.create_subscription(ActiveCommand, f'{tracker}/active_command', self.commands.append, latched)
        self._clock_ns = itertools.count(10**18, 33_000_000)

    def close(self) -> None:
        self._executor.shutdown()
        self.node.destroy_node()
        rclpy.shutdown(context=self._context)

    def spin_until(self, condition, what: str):
        """Spin until `condition()` is true and return its value."""
        deadline = time.monotonic() + PATIENCE_S
        while not (value := condition()):
            assert time.monotonic() < deadline, f'waited in vain for {what}'
            self._executor.spin_once(0.05)
        return value

    def spin_for(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._executor.spin_once(left)

    def connect(self) -> None:
        """Wait until the tracker is active and hears all that the probe says."""
        publishers = (self._images, self._command, self._box)
        self.spin_until(lambda: all(p.get_subscription_count() for p in publishers), 'an active tracker')
        self.spin_until(lambda: all(s.get_publisher_count() for s in self._outputs), 'its outputs')

    def next_header(self) -> Header:
        ns = next(self._clock_ns)
        return Header(stamp=Time(sec=ns // 10**9, nanosec=ns % 10**9), frame_id='test_camera')

    def send(self, image, header: Header | None = None) -> Header:
        """Publish a BGR array or an Image message without waiting."""
        header = header or self.next_header()
        if isinstance(image, Image):
            image.header = header
            self._images.publish(image)
        else:
            self._images.publish(to_image(image, header))
        return header

    def status_of(self, header: Header) -> TrackerStatus:
        return self.spin_until(lambda: _find(self.statuses, header), 'the status of an image')

    def show(self, image, header: Header | None = None) -> tuple[Detection2D, TrackerStatus]:
        """Publish an image and wait for its detection and status."""
        header = self.send(image, header)
        status = self.status_of(header)
        return self.spin_until(lambda: _find(self.detections, header), 'the detection of an image'), status

    def show_many(self, images) -> list[tuple[Detection2D, TrackerStatus]]:
        return [self.show(image) for image in images]

    def say(self, text: str) -> None:
        self._command.publish(String(data=text))

    def point_at(self, x: float, y: float, width: float, height: float, theta: float = 0.0) -> None:
        """Publish a first box, given by its centre."""
        box = BoundingBox2D(size_x=float(width), size_y=float(height))
        box.center.position.x, box.center.position.y, box.center.theta = float(x), float(y), theta
        self._box.publish(box)

    def refusal(self) -> str:
        """The next error that a status has."""
        self.statuses.clear()
        return self.spin_until(lambda: next(filter(None, (s.error for s in self.statuses)), ''), 'an error')

    def set_parameter(self, name: str, value) -> str:
        """Set a parameter of the tracker; the reason why it refused, or nothing."""
        request = SetParameters.Request(parameters=[Parameter(name, value=value).to_parameter_msg()])
        return self.call(SetParameters, f'{self.tracker}/set_parameters', request).results[0].reason

    def transition(self, transition_id: int) -> bool:
        request = ChangeState.Request(transition=Transition(id=transition_id))
        return self.call(ChangeState, f'{self.tracker}/change_state', request).success

    def lifecycle_state(self) -> str:
        return self.call(GetState, f'{self.tracker}/get_state', GetState.Request()).current_state.label

    def call(self, kind, name: str, request):
        client = self.node.create_client(kind, name)
        self.spin_until(client.service_is_ready, f'service {name}')
        future = client.call_async(request)
        self.spin_until(future.done, f'an answer of {name}')
        self.node.destroy_client(client)
        return future.result()


def _find(messages, header: Header):
    return next((message for message in messages if message.header.stamp == header.stamp), None)

"""Publishes a video file, a folder of images or a camera as `image` and `camera_info`."""
from __future__ import annotations

import sys
import threading
import time
from itertools import islice
from typing import Any

from rclpy.node import Node
from rclpy.qos import QoSProfile
from sensor_msgs.msg import CameraInfo
from std_msgs.msg import Header

from vl_tracker_ros.media.source import CameraSource, Frame, FrameSource, SourceError, open_source
from vl_tracker_ros.nodes.health.diagnostics import ERROR, OK, STALE, Diagnostics, Rate, Task
from vl_tracker_ros.nodes.images.calibration_file import Calibration, CalibrationError
from vl_tracker_ros.nodes.images.image_conversion import to_image, to_jpeg
from vl_tracker_ros.nodes.images.image_subscription import TRANSPORTS, image_topic
from vl_tracker_ros.nodes.images.matched_subscription import RELIABILITIES
from vl_tracker_ros.nodes.parameters import ParameterError, Parameters, Spec
from vl_tracker_ros.nodes.run import run
from vl_tracker_ros.nodes.steady_timer import steady_timer

QUEUE_DEPTH = 5         # of the writer: a reader that is one frame late still gets it
INFO_QUEUE_DEPTH = 200  # Fast DDS repeats a packet that a large image pushed out only within 3 s
HEARTBEAT_S = 1.0
SETTLE_S = 0.3          # `image` and `camera_info` are matched at slightly different moments

PARAMETERS = {
    'source': Spec('video file, folder of images, or index of a camera', read_only=True),
    'rate': Spec('images a second, of a file or folder; 0: as the source says; a camera sets its own',
                 (0.0, 1000.0), read_only=True),
    'max_images': Spec('images after which the source is ended; 0: no limit', (0, 10**9), read_only=True),
    'on_end': Spec('when the source ends or cannot be read: stop publishing, start again, or exit',
                   choices=('stop', 'loop', 'exit'), read_only=True),
    'frame_id': Spec('frame_id of the headers', read_only=True),
    'calibration': Spec("YAML file of ROS's camera_calibration for camera_info; '': not calibrated", read_only=True),
    'image_transport': Spec('raw, or JPEG on image/compressed', choices=tuple(TRANSPORTS), read_only=True),
    'reliability': Spec('quality of service of the image', choices=tuple(RELIABILITIES), read_only=True),
    'wait_for_subscribers': Spec('subscribers of the image to wait for before the first frame', (0, 100),
                                 read_only=True),
}


class CameraNode(Node):
    """Plays its source on a thread of its own; the stamp of a frame is the time of its publication."""

    def __init__(self, **options: Any) -> None:
        super().__init__('camera_node', **options)
        self._settings = Parameters(self, 'camera_node', PARAMETERS)
        transport = self._settings['image_transport']
        qos = QoSProfile(depth=QUEUE_DEPTH, reliability=RELIABILITIES[self._settings['reliability']])
        self._calibration = self._read_calibration()
        self._to_message = to_image if transport == 'raw' else to_jpeg
        self._info_publisher = self.create_publisher(CameraInfo, 'camera_info', INFO_QUEUE_DEPTH)
        self._publisher = self.create_publisher(TRANSPORTS[transport], image_topic(self, transport), qos)
        self._diagnostics, self._rate, self._published = Diagnostics(self), Rate(), 0
        self._state = Task(STALE, 'waits for subscribers', {})
        steady_timer(self, HEARTBEAT_S, self._on_heartbeat)
        # by the executor's thread: what it publishes must not meet a context that is gone
        self._exit = self.create_guard_condition(lambda: self.context.try_shutdown())
        self._closing = threading.Event()
        self._player = threading.Thread(target=self._play, name='camera', daemon=True)
        self._player.start()

    def close(self) -> None:
        """Stop playing; the thread ends after the frame in work."""
        self._closing.set()
        self._player.join()

    def _play(self) -> None:
        self._wait_for_subscribers()
        try:
            with open_source(self._settings['source'], loop=self._settings['on_end'] == 'loop') as source:
                self._play_source(source)
        except (SourceError, CalibrationError) as error:
            self.get_logger().error(str(error))
            self._state = Task(ERROR, str(error), {})
        if self._settings['on_end'] == 'exit':
            self._exit.trigger()

    def _read_calibration(self) -> Calibration:
        try:
            return Calibration(self._settings['calibration'])
        except CalibrationError as error:
            raise ParameterError(f'parameter calibration: {error}') from error

    def _wait_for_subscribers(self) -> None:
        wanted = self._settings['wait_for_subscribers']
        while self._publisher.get_subscription_count() < wanted and not self._closing.wait(0.05):
            pass
        self._closing.wait(SETTLE_S if wanted else 0.0)

    def _play_source(self, source: FrameSource) -> None:
        pace = self._pace(source)
        start, count = time.monotonic(), 0
        self._state = Task(OK, 'playing', {'rate of the source [Hz]': f'{source.fps / pace:.1f}'})
        for frame in islice(source, self._settings['max_images'] or None):
            if self._closing.wait(max(0.0, start + frame.stamp_s * pace - time.monotonic())):
                return
            self._publish(frame)
            count += 1
        line = f'{self._settings["source"]}: end after {count} images'
        self.get_logger().info(line)
        self._state = Task(STALE, line, {})

    def _pace(self, source: FrameSource) -> float:
        rate = self._settings['rate']
        return 1.0 if rate == 0.0 or isinstance(source, CameraSource) else source.fps / rate

    def _publish(self, frame: Frame) -> None:
        header = Header(stamp=self.get_clock().now().to_msg(), frame_id=self._settings['frame_id'])
        height, width = frame.image.shape[:2]
        info = self._calibration.of(width, height)
        info.header = header
        self._info_publisher.publish(info)
        self._publisher.publish(self._to_message(frame.image, header))
        self._published += 1

    def _on_heartbeat(self) -> None:
        values = self._state.values | {'rate [Hz]': f'{self._rate.of(self._published):.1f}',
                                       'images published': self._published}
        self._diagnostics.publish(self._settings['source'], {'images': self._state._replace(values=values)})


def main(args: list[str] | None = None) -> int:
    return run(CameraNode, args=args)


if __name__ == '__main__':
    sys.exit(main())

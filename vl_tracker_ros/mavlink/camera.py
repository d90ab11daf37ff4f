"""A camera that tracks: what it says about its target, and what it is told to track."""
from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pymavlink.dialects.v20 import common as mav

from vl_tracker_ros.mavlink.rectangle import RectangleError, box_of_point, box_of_rectangle, rectangle_of_box
from vl_tracker_ros.mavlink.settings import EndpointSettings

SHORTEST_S = 0.02       # between two statuses, whatever is asked for
STATUS_ID = mav.MAVLINK_MSG_ID_CAMERA_TRACKING_IMAGE_STATUS
NO_RECTANGLE = (math.nan,) * 4
NAME_BYTES = 32
_SAID = {'active': mav.CAMERA_TRACKING_STATUS_FLAGS_ACTIVE, 'idle': mav.CAMERA_TRACKING_STATUS_FLAGS_IDLE,
         'error': mav.CAMERA_TRACKING_STATUS_FLAGS_ERROR}


@dataclass(frozen=True, eq=False)
class Wish:
    """What a ground station wants to be tracked, by `box_xywh_px`; None: nothing any more. It waits for an answer."""

    command: int
    system: int
    component: int
    box_xywh_px: NDArray[np.float64] | None = None

    @property
    def key(self) -> tuple[int, int, int]:
        return self.system, self.component, self.command


class _Denied(Exception):
    """Why a command is not done, and the MAV_RESULT that says so."""

    def __init__(self, result: int, reason: str) -> None:
        super().__init__(reason)
        self.result = result


class Camera:
    """Answers the commands of the camera protocol that are about tracking.

    `image_size_px` (2,) has to be known before anything can be tracked; `refused` is the last thing that was not done,
    and why. Times are monotonic.
    """

    def __init__(self, settings: EndpointSettings, send: Callable[[mav.MAVLink_message], None]) -> None:
        self._system, self._component, self._send = settings.system_id, settings.component_id, send
        self._usual_s = self._interval_s = 1.0 / settings.status_rate
        self._status_due_s = 0.0
        self._waiting: set[tuple[int, int, int]] = set()
        self._requests = {mav.MAVLINK_MSG_ID_CAMERA_INFORMATION: self._information, STATUS_ID: self._status}
        self._handlers = {mav.MAV_CMD_CAMERA_TRACK_POINT: self._track_point,
                          mav.MAV_CMD_CAMERA_TRACK_RECTANGLE: self._track_rectangle,
                          mav.MAV_CMD_CAMERA_STOP_TRACKING: self._stop_tracking,
                          mav.MAV_CMD_SET_MESSAGE_INTERVAL: self._set_interval,
                          mav.MAV_CMD_REQUEST_MESSAGE: self._request_message}
        self.image_size_px: NDArray[np.float64] | None = None
        self.refused = ''
        self.show('error')

    def show(self, state: str, box_xywh_px: NDArray[np.float64] | None = None) -> None:
        """What the next statuses say: 'active' with a box, 'idle', or 'error': a target that nobody can see now."""
        self.state, self._box = state, box_xywh_px

    def tick(self, now_s: float) -> None:
        """Say the status if it is time."""
        if self._interval_s > 0.0 and now_s >= self._status_due_s:
            next_s = self._status_due_s + self._interval_s
            self._status_due_s = next_s if next_s > now_s else now_s + self._interval_s     # none is made up for
            self._send(self._status())

    def hear(self, message: mav.MAVLink_message) -> Wish | None:
        """Do what a message says; a wish has to be done by the caller, who answers it."""
        kind = message.get_type()
        if kind not in ('COMMAND_LONG', 'COMMAND_INT') or not self._is_mine(message):
            return None
        handler = self._handlers.get(message.command)
        if handler is None:
            if message.target_component == self._component:     # else another component may know it
                self._acknowledge(message, mav.MAV_RESULT_UNSUPPORTED)
            return None
        if kind == 'COMMAND_INT':
            self._acknowledge(message, mav.MAV_RESULT_COMMAND_LONG_ONLY)
            return None
        return self._do(handler, message)

    def answer(self, wish: Wish, reason: str) -> None:
        """The wish was done, or was not for that `reason`."""
        self._waiting.discard(wish.key)
        self.refused = reason or self.refused
        self._send(mav.MAVLink_command_ack_message(
            wish.command, mav.MAV_RESULT_FAILED if reason else mav.MAV_RESULT_ACCEPTED,
            target_system=wish.system, target_component=wish.component))

    def _do(self, handler: Callable[[mav.MAVLink_message], Wish | None], message: mav.MAVLink_message) -> Wish | None:
        sender = message.get_srcSystem(), message.get_srcComponent(), message.command
        if message.confirmation and sender in self._waiting:
            return None     # said again because the answer takes its time
        try:
            wish = handler(message)
        except _Denied as denial:
            self.refused = str(denial)
            self._acknowledge(message, denial.result)
            return None
        if wish is None:
            self._acknowledge(message, mav.MAV_RESULT_ACCEPTED)
        else:
            self._waiting.add(wish.key)
        return wish

    # Commands

    def _track_point(self, message: mav.MAVLink_message) -> Wish:
        self._check_camera(message.param4)
        return self._wish(message, lambda size: box_of_point(message.param1, message.param2, message.param3, size))

    def _track_rectangle(self, message: mav.MAVLink_message) -> Wish:
        self._check_camera(message.param5)
        corners = message.param1, message.param2, message.param3, message.param4
        return self._wish(message, lambda size: box_of_rectangle(*corners, size))

    def _stop_tracking(self, message: mav.MAVLink_message) -> Wish:
        self._check_camera(message.param1)
        return Wish(message.command, message.get_srcSystem(), message.get_srcComponent())

    def _wish(self, message: mav.MAVLink_message,
              to_box: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> Wish:
        if self.image_size_px is None:
            raise _Denied(mav.MAV_RESULT_TEMPORARILY_REJECTED,
                          'nothing can be tracked yet: the tracker has seen no image')
        try:
            box = to_box(self.image_size_px)
        except RectangleError as error:
            raise _Denied(mav.MAV_RESULT_DENIED, str(error)) from error
        return Wish(message.command, message.get_srcSystem(), message.get_srcComponent(), box)

    def _set_interval(self, message: mav.MAVLink_message) -> None:
        """-1: none any more; 0: the usual one; else microseconds."""
        if message.param1 != STATUS_ID:
            raise _Denied(mav.MAV_RESULT_UNSUPPORTED, f'no interval for message {message.param1:g}')
        if not math.isfinite(message.param2):
            raise _Denied(mav.MAV_RESULT_DENIED, f'an interval of {message.param2} us')
        wanted_s = message.param2 * 1e-6
        self._interval_s = max(SHORTEST_S, wanted_s) if wanted_s > 0.0 else (self._usual_s if wanted_s == 0.0 else 0.0)
        self._status_due_s = 0.0

    def _request_message(self, message: mav.MAVLink_message) -> None:
        make = self._requests.get(message.param1)
        if make is None:
            raise _Denied(mav.MAV_RESULT_UNSUPPORTED, f'no message {message.param1:g}')
        self._send(make())

    # Messages

    def _status(self) -> mav.MAVLink_message:
        shown = self.state == 'active' and self._box is not None and self.image_size_px is not None
        corners = rectangle_of_box(self._box, self.image_size_px) if shown else NO_RECTANGLE
        mode = mav.CAMERA_TRACKING_MODE_RECTANGLE if shown else mav.CAMERA_TRACKING_MODE_NONE
        return mav.MAVLink_camera_tracking_image_status_message(
            _SAID[self.state], mode, mav.CAMERA_TRACKING_TARGET_DATA_IN_STATUS, math.nan, math.nan, math.nan, *corners)

    def _information(self) -> mav.MAVLink_message:
        width, height = (0, 0) if self.image_size_px is None else np.clip(self.image_size_px, 0, 65535).astype(int)
        flags = mav.CAMERA_CAP_FLAGS_HAS_TRACKING_POINT | mav.CAMERA_CAP_FLAGS_HAS_TRACKING_RECTANGLE
        return mav.MAVLink_camera_information_message(
            0, _bytes('vl_tracker_ros'), _bytes('tracker'), 0, math.nan, math.nan, math.nan, int(width), int(height), 0,
            flags, 0, b'')

    def _acknowledge(self, message: mav.MAVLink_message, result: int) -> None:
        self._send(mav.MAVLink_command_ack_message(
            message.command, result, target_system=message.get_srcSystem(),
            target_component=message.get_srcComponent()))

    def _is_mine(self, message: mav.MAVLink_message) -> bool:
        return message.target_system in (0, self._system) and message.target_component in (0, self._component)

    def _check_camera(self, wanted: float) -> None:
        """A command may name one camera of several; 0, and NaN, mean all."""
        if not math.isnan(wanted) and wanted not in (0, self._component):
            raise _Denied(mav.MAV_RESULT_DENIED, f'there is no camera {wanted:g} here')


def _bytes(text: str) -> list[int]:
    return list(text.encode().ljust(NAME_BYTES, b'\0'))

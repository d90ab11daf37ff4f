"""A component of a vehicle that speaks MAVLink: its heartbeat, its link, its camera and its hand on the gimbal."""
from __future__ import annotations

import math

from pymavlink.dialects.v20 import common as mav

from vl_tracker_ros.mavlink.camera import Camera, Wish
from vl_tracker_ros.mavlink.gimbal import GimbalClient
from vl_tracker_ros.mavlink.link import Link
from vl_tracker_ros.mavlink.settings import EndpointSettings

HEARTBEAT_S = 1.0
AUTOPILOT = mav.MAV_COMP_ID_AUTOPILOT1


class Endpoint:
    """`camera` and `gimbal` are told what is so; `turn` does the talking. Times are monotonic.

    A connection that breaks is said by `line`, and tried again.
    """

    def __init__(self, settings: EndpointSettings) -> None:
        """Raises LinkError."""
        self._settings = settings
        self._link = Link(settings.connection, settings.system_id, settings.component_id)
        self.camera = Camera(settings, self._send)
        self.gimbal = GimbalClient(settings, self._send)
        self._heartbeat_due_s = -math.inf
        self._autopilot_s: float | None = None
        self._broken = ''

    @property
    def bad(self) -> int:
        """Pieces that came and were no MAVLink."""
        return self._link.bad

    def line(self, now_s: float) -> str:
        """What is wrong with the link, or with the hand on the gimbal; empty: nothing."""
        if self._broken:
            return f'connection broken: {self._broken}'
        if self._autopilot_s is None:
            return f'no autopilot of system {self._settings.system_id} heard'
        if now_s - self._autopilot_s > self._settings.link_timeout:
            return f'autopilot silent for {now_s - self._autopilot_s:.0f} s'
        return self.gimbal.line

    def turn(self, now_s: float) -> list[Wish]:
        """Hear what has come and say what is due; what is wished has to be answered."""
        wishes = [wish for message in self._receive() if (wish := self._hear(message, now_s))]
        if now_s >= self._heartbeat_due_s:
            self._heartbeat_due_s = now_s + HEARTBEAT_S
            self._send(mav.MAVLink_heartbeat_message(
                mav.MAV_TYPE_CAMERA, mav.MAV_AUTOPILOT_INVALID, 0, 0, mav.MAV_STATE_ACTIVE, 3))
        self.camera.tick(now_s)
        self.gimbal.tick(now_s)
        return wishes

    def close(self) -> None:
        self.gimbal.release()
        self._link.close()

    def _hear(self, message: mav.MAVLink_message, now_s: float) -> Wish | None:
        sender = message.get_srcSystem(), message.get_srcComponent()
        if message.get_type() == 'HEARTBEAT' and sender == (self._settings.system_id, AUTOPILOT):
            self._autopilot_s = now_s
        self.gimbal.hear(message)
        return self.camera.hear(message)

    def _receive(self) -> list[mav.MAVLink_message]:
        try:
            messages = self._link.receive()
        except OSError as error:
            self._broken = str(error)
            return []
        self._broken = ''
        return messages

    def _send(self, message: mav.MAVLink_message) -> None:
        try:
            self._link.send(message)
        except OSError as error:
            self._broken = str(error)

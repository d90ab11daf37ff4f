"""A ground station and an autopilot in one, on a real UDP port: what mavlink_node talks with."""
from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

os.environ.setdefault('MAVLINK20', '1')
os.environ.setdefault('MAVLINK_DIALECT', 'common')

from pymavlink import mavutil  # noqa: E402
from pymavlink.dialects.v20 import common as mav  # noqa: E402

from support.ros import PATIENCE_S  # noqa: E402

SYSTEM, AUTOPILOT, CAMERA = 1, 1, 100
STATION = 255, 190


class GroundStation:
    """Hears all that a vehicle says. `work` lets the other side go on while it waits."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._port = mavutil.mavlink_connection('udpin:127.0.0.1:0')
        self.connection = 'udpout:127.0.0.1:{}'.format(self._port.port.getsockname()[1])
        self._work = work
        self._voices = {sender: mav.MAVLink(self._port, *sender) for sender in ((SYSTEM, AUTOPILOT), STATION)}
        self._ears = mav.MAVLink(None)
        self._ears.robust_parsing = True
        self.heard: list[mav.MAVLink_message] = []

    def close(self) -> None:
        self._port.close()

    def say(self, message: mav.MAVLink_message, sender: tuple[int, int] = STATION) -> None:
        self._voices[sender].send(message)

    def say_bytes(self, data: bytes) -> None:
        self._port.write(data)

    def beat(self, sender: tuple[int, int] = (SYSTEM, AUTOPILOT)) -> None:
        self.say(mav.MAVLink_heartbeat_message(mav.MAV_TYPE_QUADROTOR, mav.MAV_AUTOPILOT_PX4, 0, 0, 0, 3), sender)

    def command(self, command: int, *params: float, component: int = CAMERA, confirmation: int = 0) -> None:
        filled = (*params, *(0.0,) * (7 - len(params)))
        self.say(mav.MAVLink_command_long_message(SYSTEM, component, command, confirmation, *filled))

    def listen(self) -> None:
        while data := self._port.recv(4096):
            self.heard += self._ears.parse_buffer(data) or []

    def wait_for(self, kind: str, condition: Callable[[mav.MAVLink_message], bool] = lambda _: True,
                 ) -> mav.MAVLink_message:
        """The first of that kind that is heard from now on and is as wanted."""
        del self.heard[:]
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            self._work()
            self.listen()
            for message in self.heard:
                if message.get_type() == kind and condition(message):
                    return message
        raise AssertionError(f'waited in vain for {kind}; heard {[m.get_type() for m in self.heard][-5:]}')

    def result_of(self, command: int, *params: float, **more: int) -> int:
        """MAV_RESULT of a command."""
        self.command(command, *params, **more)
        return self.wait_for('COMMAND_ACK', lambda ack: ack.command == command).result


@contextmanager
def ground_station(work: Callable[[], None]) -> Iterator[GroundStation]:
    station = GroundStation(work)
    try:
        yield station
    finally:
        station.close()

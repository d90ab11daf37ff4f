"""A MAVLink connection: messages out, messages in."""
from __future__ import annotations

import os

os.environ.setdefault('MAVLINK20', '1')             # pymavlink reads both when it is imported
os.environ.setdefault('MAVLINK_DIALECT', 'common')  # else it loads all that there are

from pymavlink import mavutil  # noqa: E402
from pymavlink.dialects.v20 import common  # noqa: E402

READ_BYTES = 4096
READS = 64      # at once: a flood of others does not keep the caller
Message = common.MAVLink_message


class LinkError(OSError):
    """A connection that cannot be opened; the message says why."""


class Link:
    """Never blocks. What cannot be read as MAVLink is counted in `bad`."""

    def __init__(self, connection: str, system: int, component: int) -> None:
        """connection: as pymavlink takes it, such as udpout:HOST:PORT or /dev/ttyACM0,57600. Raises LinkError."""
        try:
            self._port = mavutil.mavlink_connection(connection, autoreconnect=True)
        except Exception as error:      # each kind of connection has its own
            raise LinkError(f'connection {connection!r}: {error}') from error
        self._mav = common.MAVLink(self._port, system, component)
        self._mav.robust_parsing = True
        self.bad = 0

    def receive(self) -> list[Message]:
        """What has come since the last call. Raises OSError when the connection is broken."""
        messages: list[Message] = []
        for _ in range(READS):
            if not (data := self._port.recv(READ_BYTES)):
                break
            messages += self._mav.parse_buffer(data) or []
        good = [message for message in messages if message.get_type() != 'BAD_DATA']
        self.bad += len(messages) - len(good)
        return good

    def send(self, message: Message) -> None:
        """Raises OSError when the connection is broken."""
        self._mav.send(message)

    def close(self) -> None:
        self._port.close()

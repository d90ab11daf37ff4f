"""Rates for a gimbal, through the gimbal manager that is, by default, the autopilot."""
from __future__ import annotations

import math
from collections.abc import Callable

from pymavlink.dialects.v20 import common as mav

from vl_tracker_ros.following.direction import AT_REST, Rates
from vl_tracker_ros.mavlink.settings import EndpointSettings

ASK_S = 1.0         # between two requests for control
ZEROS_S = 1.0       # rates that ended without a stop are followed by zeros for this long
ALL_DEVICES = 0
RELEASE = -3        # remove my control, if I have it
_LOCKS = mav.GIMBAL_MANAGER_FLAGS_ROLL_LOCK | mav.GIMBAL_MANAGER_FLAGS_PITCH_LOCK


class GimbalClient:
    """Takes control when there are rates to say, unless somebody else has it, and gives it back when they end.

    `speakers` is how many say rates: those of more than one are refused, and the gimbal is stopped. `line` says why
    rates are not said or may not be carried out; '' if there is nothing to say. Times are monotonic.
    """

    def __init__(self, settings: EndpointSettings, send: Callable[[mav.MAVLink_message], None]) -> None:
        self._own = settings.system_id, settings.component_id
        self._manager = settings.system_id, settings.gimbal_manager
        self._flags = _LOCKS | (mav.GIMBAL_MANAGER_FLAGS_YAW_LOCK if settings.yaw_lock else 0)
        self._timeout_s, self._send = settings.rates_timeout, send
        self.speakers = 1
        self._told_s: float | None = None       # None: there are no rates
        self._asked_s = -math.inf
        self._holder: tuple[int, int] = (0, 0)
        self._refusal = ''

    @property
    def line(self) -> str:
        if self.speakers > 1:
            return f'{self.speakers} say rates: none of them turns the gimbal'
        if self._is_taken:
            return f'the gimbal is controlled by {self._holder[0]}/{self._holder[1]}'
        return self._refusal

    def turn(self, rates: Rates, now_s: float) -> None:
        """Say these rates at once. Rates that are not finite count as not said, and so do those of several."""
        if self.speakers > 1 or not all(map(math.isfinite, rates)):
            return
        self._told_s = now_s
        if self._is_taken:
            return
        if self._holder != self._own and now_s - self._asked_s >= ASK_S:
            self._configure(*self._own)
            self._asked_s = now_s
        self._say(rates)

    def tick(self, now_s: float) -> None:
        """Stop the gimbal when whoever says the rates has fallen silent, at once when another one says some too."""
        if self._told_s is not None and self.speakers > 1:
            self._told_s = min(self._told_s, now_s - self._timeout_s)
        if self._told_s is None or (silent_s := now_s - self._told_s) < self._timeout_s:
            return
        if not self._is_taken:
            self._say(AT_REST)
        if silent_s >= self._timeout_s + ZEROS_S:
            self.release()

    def release(self) -> None:
        """Stop, and give back the control that was asked for."""
        if self._told_s is not None and not self._is_taken:
            self._say(AT_REST)
            self._configure(RELEASE, RELEASE)
        self._told_s, self._asked_s, self._refusal = None, -math.inf, ''

    def hear(self, message: mav.MAVLink_message) -> None:
        if (message.get_srcSystem(), message.get_srcComponent()) != self._manager:
            return
        if message.get_type() == 'GIMBAL_MANAGER_STATUS':
            self._holder = message.primary_control_sysid, message.primary_control_compid
        elif message.get_type() == 'COMMAND_ACK' and message.command == mav.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE:
            done = message.result == mav.MAV_RESULT_ACCEPTED
            self._refusal = '' if done else f'the gimbal manager does not give control: {_name(message.result)}'

    @property
    def _is_taken(self) -> bool:
        return self._holder not in ((0, 0), self._own)

    def _say(self, rates: Rates) -> None:
        self._send(mav.MAVLink_gimbal_manager_set_pitchyaw_message(
            *self._manager, self._flags, ALL_DEVICES, math.nan, math.nan, rates.pitch, rates.yaw))

    def _configure(self, system: int, component: int) -> None:
        unchanged = -1
        self._send(mav.MAVLink_command_long_message(
            *self._manager, mav.MAV_CMD_DO_GIMBAL_MANAGER_CONFIGURE, 0, system, component, unchanged, unchanged, 0, 0,
            ALL_DEVICES))


def _name(result: int) -> str:
    known = mav.enums['MAV_RESULT'].get(result)
    return known.name if known else f'result {result}'

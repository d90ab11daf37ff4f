"""Reads the target that a service or a goal names; both have the same fields for it."""
from __future__ import annotations

from typing import Any

from vl_tracker_ros.action import TrackTarget
from vl_tracker_ros.language.command import CommandError, CommandKind, parse_command
from vl_tracker_ros.nodes.messages.result_conversion import BoxError, to_box_xywh_px
from vl_tracker_ros.srv import SetTarget


class RequestError(ValueError):
    """A request that names no target; the message says why."""


def read_target(request: SetTarget.Request | TrackTarget.Goal) -> dict[str, Any]:
    """`command` and `box_xywh_px` for a TRACK order, each None when not given. Raises RequestError."""
    if not request.description and not request.box:
        raise RequestError('neither a description nor a box is given')
    try:
        command = parse_command(request.description) if request.description else None
        box_xywh_px = to_box_xywh_px(request.box[0]) if request.box else None
    except (CommandError, BoxError) as error:
        raise RequestError(str(error)) from error
    if command and command.kind is not CommandKind.TRACK:
        raise RequestError(f'{command.text!r} describes no target')
    return {'command': command, 'box_xywh_px': box_xywh_px}

"""The arguments that say what to follow: the same for every command that follows something through a video."""
from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from vl_tracker_ros.cli.arguments import box_xywh_px

if TYPE_CHECKING:
    from vl_tracker_ros.tracking import TrackerOptions


def add_target_arguments(parser: argparse.ArgumentParser) -> None:
    """--text and --box."""
    parser.add_argument('--text', help='what to follow, such as "the red car"')
    parser.add_argument('--box', type=box_xywh_px, metavar='X,Y,W,H', help='its place in the first frame, pixels')


def add_tracker_options(parser: argparse.ArgumentParser) -> None:
    """--camera-motion and --small-objects."""
    parser.add_argument('--camera-motion', action='store_true',
                        help='move the last box with the background before the view around it is cut')
    parser.add_argument('--small-objects', action='store_true',
                        help='for targets of some ten pixels: wider local views, searches by tiles in full resolution')


def tracker_options(args: argparse.Namespace) -> TrackerOptions:
    from vl_tracker_ros.tracking import TrackerOptions

    return TrackerOptions(args.camera_motion, args.small_objects)


def description(args: argparse.Namespace) -> str | None:
    """What the words describe, None without words. Raises CommandError where there is nothing to follow."""
    from vl_tracker_ros.language.command import CommandError, CommandKind, parse_command

    if args.text is None and args.box is None:
        raise CommandError('say what to follow: --text, --box, or both')
    if args.text is None:
        return None
    command = parse_command(args.text)
    if command.kind is CommandKind.STOP:
        raise CommandError(f'--text {command.text!r} says to stop: there is nothing to follow')
    return command.description

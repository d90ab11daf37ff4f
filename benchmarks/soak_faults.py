"""What is done to the nodes of a soak, one after the other."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np
from sensor_msgs.msg import Image
from soak_run import Soak

from vl_tracker_ros.nodes.images.image_conversion import to_image

AWAY_S = 3.0        # longer than image_timeout
RESPAWN_S = 1.0     # as in launch/tracker.launch.py
FLOOD_S = 3.0
COMMANDS_HZ, IMAGES_HZ, BROKEN_HZ = 1000, 300, 60


def kill_camera(soak: Soak) -> None:
    _kill(soak, 'camera_node', AWAY_S)


def kill_gate(soak: Soak) -> None:
    _kill(soak, 'gating_node', AWAY_S)


def kill_tracker(soak: Soak) -> None:
    _kill(soak, 'tracker_node', RESPAWN_S)


def flood_of_commands(soak: Soak) -> None:
    soak.repeat(lambda count: soak.say(f'{soak.sentence}, number {count}'), COMMANDS_HZ, FLOOD_S)
    soak.spin_for(RESPAWN_S)            # until the last one has arrived
    soak.say(soak.sentence)


def flood_of_images(soak: Soak) -> None:
    """Ten times the rate of the camera, on its topic."""
    noise = np.random.default_rng(0).integers(0, 255, (*soak.size[::-1], 3), np.uint8)
    soak.repeat(lambda _: soak.show(to_image(noise, soak.header())), IMAGES_HZ, FLOOD_S)


def broken_images(soak: Soak) -> None:
    """Beside the good ones of the camera."""
    kinds = ({}, {'height': 2**31, 'width': 2**31, 'step': 1}, {'height': 1, 'width': 1, 'step': 3, 'encoding': '?'},
             {'height': 9, 'width': 9, 'step': 27, 'encoding': 'bgr8', 'data': b'short'})
    soak.repeat(lambda count: soak.show(Image(header=soak.header(), **kinds[count % len(kinds)])), BROKEN_HZ, FLOOD_S)


FAULTS: dict[str, Callable[[Soak], None]] = {
    'camera killed': kill_camera, 'gate killed': kill_gate, 'tracker killed': kill_tracker,
    '1,000 commands a second': flood_of_commands, 'images at ten times the rate': flood_of_images,
    'broken images': broken_images}


def _kill(soak: Soak, name: str, away_s: float) -> None:
    soak.nodes[name].kill()
    soak.spin_for(away_s)
    soak.nodes[name].start()

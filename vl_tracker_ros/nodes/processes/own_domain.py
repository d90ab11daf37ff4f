"""A ROS domain for what this process starts."""
from __future__ import annotations

import os

from vl_tracker_ros.share import share_directory


def use_own_domain() -> None:
    """A ROS domain of this process, on this machine: robots and other demos nearby are not disturbed.

    Images go through shared memory, unless the user has chosen a profile of Fast DDS.
    """
    os.environ['ROS_DOMAIN_ID'] = str(1 + os.getpid() % 100)
    os.environ['ROS_AUTOMATIC_DISCOVERY_RANGE'] = 'LOCALHOST'
    profile = share_directory() / 'config' / 'fastdds_one_machine.xml'
    os.environ.setdefault('FASTRTPS_DEFAULT_PROFILES_FILE', str(profile))

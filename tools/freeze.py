#!/usr/bin/env python3
"""Print the exact version of every distribution in this environment, as pip constraints.

Two things are left out: what each ROS wheel lists a second time under its ROS name, which is on no index
(`rclpy` beside `ros-rclpy`), and the suffixes of local builds, which exist on one machine only
(`torch==2.13.0+cpu`).
"""
import re
from importlib.metadata import distributions

NOT_PINNED = {'pip', 'vl-tracker-ros'}


def normalised(name: str) -> str:
    """The name as the index compares it (PEP 503)."""
    return re.sub(r'[-_.]+', '-', name).lower()


def constraints(versions: dict[str, str]) -> list[str]:
    """`name==version` lines, sorted; versions: normalised name -> version."""
    return [f'{name}=={version.split("+")[0]}' for name, version in sorted(versions.items())
            if name not in NOT_PINNED and f'ros-{name}' not in versions]


def main() -> None:
    print('# The versions that were seen to work together; written by `make freeze`.')
    versions = {normalised(d.metadata['Name']): d.version for d in distributions()}
    print('\n'.join(constraints(versions)))


if __name__ == '__main__':
    main()

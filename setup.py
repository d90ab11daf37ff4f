"""What pyproject.toml cannot say: the files that ROS looks for under share/."""
from pathlib import Path

from setuptools import setup

PACKAGE = 'vl_tracker_ros'


def shared(*patterns: str) -> list[tuple[str, list[str]]]:
    """One entry a folder: where its files go below the prefix, and the files that match."""
    files: dict[str, list[str]] = {}
    for path in sorted(path for pattern in patterns for path in Path().glob(pattern)):
        files.setdefault(f'share/{PACKAGE}/{path.parent}', []).append(str(path))
    return list(files.items())


setup(data_files=[
    ('share/ament_index/resource_index/packages', [f'resource/{PACKAGE}']),
    *shared('package.xml', 'launch/*.launch.py', 'config/**/*.yaml', 'config/*.xml', 'msg/*.msg', 'srv/*.srv',
            'action/*.action'),
])

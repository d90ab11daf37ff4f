"""What pyproject.toml cannot say: the files that ROS looks for under share/."""
from glob import glob

from setuptools import setup

PACKAGE = 'vl_tracker_ros'

setup(data_files=[
    ('share/ament_index/resource_index/packages', [f'resource/{PACKAGE}']),
    (f'share/{PACKAGE}', ['package.xml']),
    (f'share/{PACKAGE}/launch', sorted(glob('launch/*.launch.py'))),
    (f'share/{PACKAGE}/config', sorted(glob('config/*.yaml'))),
    (f'share/{PACKAGE}/msg', sorted(glob('msg/*.msg'))),
])

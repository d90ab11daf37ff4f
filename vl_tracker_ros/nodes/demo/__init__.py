"""The demo: a video followed by words through real ROS 2 processes."""

from vl_tracker_ros.nodes.demo.options import DemoOptions
from vl_tracker_ros.nodes.demo.run_demo import run_demo

__all__ = ['DemoOptions', 'run_demo']

#!/usr/bin/env bash
# Runs a command within ROS, the workspace and its Python environment: run.sh ros2 launch vl_tracker_ros tracker.launch.py
set -e
WORKSPACE=${VL_TRACKER_WORKSPACE:-/ws}
. "${ROS_PREFIX:-/opt/ros}/${ROS_DISTRO:?no ROS_DISTRO: which ROS 2 is it, jazzy or humble?}/setup.bash"
. "$WORKSPACE/install/setup.bash"
. "$WORKSPACE/.venv/bin/activate"
exec "$@"

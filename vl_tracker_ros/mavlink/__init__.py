"""A camera that tracks, and a client of a gimbal manager, as MAVLink has them; without ROS. Needs pymavlink."""

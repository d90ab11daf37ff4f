"""From a box in an image to the motion of a robot, without ROS."""

"""A small world in which a robot follows what it is told to follow: made to measure the whole loop, without ROS."""

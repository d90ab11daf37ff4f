"""Nodes as processes of their own, in a ROS domain of theirs."""

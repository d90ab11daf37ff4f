"""What the nodes hear that move for a target, and what the follower says."""

"""What the nodes hear that move for a target."""

"""What the nodes that move for a target hear, each in its own way."""

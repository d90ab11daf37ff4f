"""What the tracker is told, by topics, services and an action: orders, and their answers."""

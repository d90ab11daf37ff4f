"""The parts of tracker_node: it loads networks, runs them on a thread, and says what comes of each image."""

"""Frame sources, drawing and recording."""

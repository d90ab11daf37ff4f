"""Blocks that several trackers share."""

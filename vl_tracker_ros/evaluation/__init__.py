"""Measuring trackers on sequences with known boxes."""

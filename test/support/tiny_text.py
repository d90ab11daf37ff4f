"""Sizes of the small text encoder that a test trains and runs in no time."""
from __future__ import annotations

from vl_tracker_ros.models.text.small import SmallTextConfig

TINY_TEXT = SmallTextConfig(vocabulary=200, piece_width=8, width=16, depth=1, heads=2, length=8)

"""Follow one target: `create_tracker(...)`, then `start`, `update`, `relocalize`, `stop`."""

from vl_tracker_ros.tracking.tracker import Tracker, create_tracker
from vl_tracker_ros.tracking.types import (
    Directive, Evidence, SearchMode, TargetState, TrackerError, TrackResult)

__all__ = ['Directive', 'Evidence', 'SearchMode', 'TargetState', 'Tracker', 'TrackerError', 'TrackResult',
           'create_tracker']

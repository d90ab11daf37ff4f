"""Follow one target: `create_tracker(...)`, then `start`, `update`, `relocalize`, `stop`."""

from vl_tracker_ros.tracking.create import create_grounder, create_tracker
from vl_tracker_ros.tracking.grounded_tracker import GroundedTracker
from vl_tracker_ros.tracking.tracker import Tracker
from vl_tracker_ros.tracking.types import (
    Directive, Evidence, SearchMode, TargetState, TrackerError, TrackResult)

__all__ = ['Directive', 'Evidence', 'GroundedTracker', 'SearchMode', 'TargetState', 'Tracker', 'TrackerError',
           'TrackResult', 'create_grounder', 'create_tracker']

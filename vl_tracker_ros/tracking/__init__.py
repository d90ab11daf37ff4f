"""Follow one target: `create_tracker(...)`, then `start`, `update`, `relocalize`, `stop`."""

from vl_tracker_ros.tracking.create import create_grounder, create_tracker
from vl_tracker_ros.tracking.grounded_tracker import GroundedTracker
from vl_tracker_ros.tracking.options import TrackerOptions
from vl_tracker_ros.tracking.region_of_interest import RegionError, RegionOfInterest
from vl_tracker_ros.tracking.tracker import Tracker
from vl_tracker_ros.tracking.types import (
    Directive, Evidence, SearchMode, TargetState, TrackerError, TrackResult)

__all__ = ['Directive', 'Evidence', 'GroundedTracker', 'RegionError', 'RegionOfInterest', 'SearchMode', 'TargetState',
           'Tracker', 'TrackerError', 'TrackerOptions', 'TrackResult', 'create_grounder', 'create_tracker']

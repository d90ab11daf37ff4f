"""The tracker of a node that is configured."""
from __future__ import annotations

from vl_tracker_ros.nodes.commands.command_keeper import CommandKeeper
from vl_tracker_ros.nodes.commands.target_session import TargetSession
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.parameters import Parameters
from vl_tracker_ros.nodes.tracker.loading import UNLOADABLE, load_region, load_tracker
from vl_tracker_ros.nodes.tracker.reports import Reports
from vl_tracker_ros.tracking import GroundedTracker, Tracker
from vl_tracker_ros.tracking.gate import ExternalGate


class LoadedTracker:
    """Its session, None while nothing is loaded; then also its `bundle`, and the `region` where it searches.

    directed: what takes the directives of another node; None when its bundle alone decides.
    """

    def __init__(self, settings: Parameters, faults: Faults, reports: Reports, keeper: CommandKeeper) -> None:
        self._settings, self._faults, self._reports, self._keeper = settings, faults, reports, keeper
        self.session: TargetSession | None = None
        self.directed: ExternalGate | None = None

    def load(self) -> bool:
        """Load and warm up what the parameters name; a failure is said and leaves nothing behind."""
        try:
            self.region = load_region(self._settings)
            self.session = self._reports.session = TargetSession(self._load(shared=True))
        except UNLOADABLE as error:
            self._faults.report('bundle', str(error))
            return False
        self._faults.clear('bundle')
        self._faults.clear('networks')
        self._keeper.resume(self.session)
        return True

    def reload(self) -> None:
        """The same anew, for the same session: on the thread that tracks. Raises what UNLOADABLE names."""
        self.session.renew(self._load(shared=False))

    def unload(self) -> None:
        """Forget the target, and the networks with it."""
        self._reports.unloaded()
        self.session = self.directed = None

    def _load(self, shared: bool) -> Tracker | GroundedTracker:
        tracker, self.directed = load_tracker(self._settings, self.region, shared)
        self.bundle = tracker.bundle
        self._reports.loaded(tracker, self.region)
        return tracker

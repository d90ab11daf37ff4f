"""What is done when the networks fail on one image after the other."""
from __future__ import annotations

from collections.abc import Callable

from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.tracker.failure_row import LIMIT, FailureRow, Remedy
from vl_tracker_ros.nodes.tracker.loading import UNLOADABLE


class Recovery:
    """Has the networks loaded anew; gives up when that fails or does not help. `gave_up` stays.

    For the thread on which the networks run.
    """

    def __init__(self, faults: Faults, reload: Callable[[], None], on_give_up: Callable[[], None]) -> None:
        self._faults, self._reload, self._on_give_up = faults, reload, on_give_up
        self._failures = FailureRow()
        self.gave_up = False

    def succeeded(self) -> None:
        """The networks ran on an image."""
        if not self.gave_up:
            self._failures.succeeded()
            self._faults.clear('networks')

    def failed(self) -> None:
        """They did not."""
        remedy = self._failures.failed()
        if remedy is Remedy.RELOAD:
            self._faults.report('networks', f'{LIMIT} images in a row failed: the networks are loaded anew')
            try:
                self._reload()
            except Exception as error:      # a broken driver raises what it likes, and this thread goes on
                self._give_up(str(error) if isinstance(error, UNLOADABLE) else repr(error))
        elif remedy is Remedy.GIVE_UP:
            self._give_up('images fail after the networks were loaded anew as well')

    def _give_up(self, reason: str) -> None:
        self.gave_up = True
        self._faults.report('networks', f'{reason}: configure the node again')
        self._on_give_up()

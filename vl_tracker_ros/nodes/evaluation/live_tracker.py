"""The real tracker and gate as processes of their own, which sequences are played to."""
from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.evaluation.streaming import Playback
from vl_tracker_ros.msg import TrackerStatus
from vl_tracker_ros.nodes.evaluation.player import Player
from vl_tracker_ros.nodes.processes.child_process import ChildDied, ChildProcess, ProcessGroup, node_command
from vl_tracker_ros.nodes.processes.own_domain import use_own_domain
from vl_tracker_ros.nodes.wiring import STATUS_REMAPS

START_S = 30.0          # for all processes to run and to find each other
ANSWER_S = 10.0         # for one image
CHECK_S = 0.2           # between looks whether the processes live
SLOW = 0.9              # of the rate: less makes the task too easy
SETTLE_S = 0.2          # until a message has arrived for sure
STARTED_WITHIN = 30     # images, until the tracker has taken what it shall follow
_log = logging.getLogger(__name__)


class NodeFailed(RuntimeError):
    """A node died, never became active or did not answer: which, and its last line."""


@dataclass(frozen=True)
class TrackerParameters:
    """Those of tracker_node that differ from config/tracker.yaml. threads 0: the runtime's own choice."""

    bundle: str
    runtime: str = 'auto'
    device: str = 'auto'
    precision: str = 'fp32'
    threads: int = 0
    grounder: str = ''
    camera_motion: bool = False
    small_objects: bool = False


@contextmanager
def live_tracker(parameters: TrackerParameters) -> Iterator[LiveTracker]:
    """tracker_node and gating_node, connected, in a ROS domain of this process; stopped at the end of the block.

    Raises NodeFailed, also for a node that dies within the block.
    """
    use_own_domain()
    with Player() as player, ProcessGroup() as processes:
        try:
            tracker = processes.start('tracker_node', node_command('tracker_node', vars(parameters)))
            processes.start('gating_node', node_command('gating_node', remaps=STATUS_REMAPS))
            live = LiveTracker(player, processes, tracker)
            live.wait_until_connected()
            yield live
        except ChildDied as error:
            raise NodeFailed(error.line) from error


class LiveTracker:
    """Follows one target after the other, as fast as it can."""

    def __init__(self, player: Player, processes: ProcessGroup, tracker: ChildProcess) -> None:
        self._player, self._processes, self._tracker = player, processes, tracker

    def wait_until_connected(self) -> None:
        """Raises NodeFailed when the nodes do not become active, ChildDied when one dies."""
        deadline = time.monotonic() + START_S
        while not self._player.connected:
            self._processes.check()
            status = self._player.last_status
            if status is not None and not status.bundle and status.error:
                raise NodeFailed(f'tracker_node does not become active: {status.error}')
            if time.monotonic() > deadline:
                raise NodeFailed(f'not all nodes found each other in {START_S:g} s; {self._last_line()}')
            time.sleep(0.02)

    def run(self, sequence: Sequence, mode: str, rate_hz: float) -> Playback:
        """Play a sequence. mode: text, box or both.

        The first image stands until the tracker has taken what it shall follow, the others come at the rate
        from then on. Raises DataError for the images, NodeFailed and ChildDied.
        """
        player, images = self._player, sequence.frames()
        first = next(images)
        player.forget()
        self._make_idle(first)
        stamps = [self._start(first, sequence, mode)]
        stamps += player.play(images, rate_hz)
        self._answer_to(stamps[-1])
        self._processes.check()
        playback = player.playback(stamps)
        if playback.rate_hz < SLOW * rate_hz:
            _log.warning('%s: its images came at %.1f Hz, not %g: they are read too slowly', sequence.name,
                         playback.rate_hz, rate_hz)
        return playback

    def _make_idle(self, image: NDArray[np.uint8]) -> None:
        """An idle tracker is told nothing: a stop that is still on its way might end what comes next."""
        status = self._answer_to(self._player.show(image))
        if status.state != TrackerStatus.IDLE:
            self._player.say('stop')
            self._show_until(image, lambda status: status.state == TrackerStatus.IDLE, 'stops')

    def _start(self, image: NDArray[np.uint8], sequence: Sequence, mode: str) -> int:
        """Words and box go over topics of their own; a box belongs to the words that came before it."""
        if mode != 'box':
            self._player.say(sequence.sentence)
        if mode == 'both':
            time.sleep(SETTLE_S)
        if mode != 'text':
            self._player.point_at(sequence.boxes_xywh_px[0])

        def taken(status: TrackerStatus) -> bool:
            return (status.target_id != '' and (mode == 'box' or status.command != '')
                    and (mode == 'text' or status.state == TrackerStatus.TRACKING))

        return self._show_until(image, taken, f'follows the target of {sequence.name}')

    def _show_until(self, image: NDArray[np.uint8], reached: Callable[[TrackerStatus], bool], what: str) -> int:
        """Show the same image, each time after the answer to the last one; returns the last stamp in ns."""
        for _ in range(STARTED_WITHIN):
            stamp = self._player.show(image)
            if reached(self._answer_to(stamp)):
                return stamp
        raise NodeFailed(f'tracker_node has seen {STARTED_WITHIN} images and never {what}; {self._last_line()}')

    def _answer_to(self, stamp_ns: int) -> TrackerStatus:
        deadline = time.monotonic() + ANSWER_S
        while (status := self._player.answer_to(stamp_ns, CHECK_S)) is None:
            self._processes.check()
            if time.monotonic() > deadline:
                raise NodeFailed(f'tracker_node did not answer to an image in {ANSWER_S:g} s; {self._last_line()}')
        return status

    def _last_line(self) -> str:
        return f'tracker_node: {self._tracker.last_lines(1) or "silent"}'

"""What the demo prints: a running line, changes of state, and the summary."""
from __future__ import annotations

import math
import sys
import time
from collections import deque
from dataclasses import dataclass

import numpy as np

from vl_tracker_ros.nodes.demo.monitor import Monitor, Observation
from vl_tracker_ros.tracking.types import TargetState

RATE_WINDOW = 30        # frames
PLAIN_PERIOD_S = 1.0    # between running lines where the output is no terminal


@dataclass
class CommandTally:
    """What became of one command; frames are counted from the first image that it was applied to."""

    frames: int = 0
    tracked: int = 0
    frames_to_found: int | None = None

    def count(self, state: TargetState) -> None:
        self.frames += 1
        self.tracked += state.has_box
        if state.has_box and self.frames_to_found is None:
            self.frames_to_found = self.frames


class Report:
    """Takes every observation in turn."""

    def __init__(self) -> None:
        self._tallies: dict[str, CommandTally] = {}
        self._latencies_ms: list[float] = []
        self._arrivals: deque[float] = deque(maxlen=RATE_WINDOW)
        self._first_at = math.nan
        self._state = TargetState.IDLE
        self._printed_at = 0.0
        self._terminal = sys.stdout.isatty()

    def add(self, observation: Observation) -> None:
        """Count one frame and print what is new."""
        status = observation.status
        state = TargetState(status.state)
        if status.command:
            self._tallies.setdefault(status.command, CommandTally()).count(state)
        self._latencies_ms.append(observation.latency_ms)
        self._arrivals.append(time.monotonic())
        if math.isnan(self._first_at):
            self._first_at = self._arrivals[0]
        if state is not self._state:
            change = f'{self._state.name} -> {state.name}'
            self._print_line(f'frame {observation.frame}: {change}  ("{status.command}")')
            self._state = state
        self._print_running(observation, state)

    def command(self, sentence: str) -> None:
        """Say which command goes out."""
        self._print_line(f'command: "{sentence}"')

    def summary(self, monitor: Monitor) -> None:
        """Print the table of the whole run."""
        self._print_line('')
        status = monitor.last_status
        processed = len(self._latencies_ms)
        seconds = self._arrivals[-1] - self._first_at if processed else 0.0
        p50, p95 = np.percentile(self._latencies_ms, (50, 95)) if processed else (0.0, 0.0)
        rows = [('frames sent', f'{monitor.num_images}'), ('frames processed', f'{processed}'),
                ('frames dropped', f'{status.frames_dropped if status else 0}'),
                ('overlay images', f'{monitor.num_overlays}'),
                ('frames per second', f'{(processed - 1) / seconds if seconds else 0.0:.1f}'),
                ('latency, image stamp to detection', f'p50 {p50:.1f} ms, p95 {p95:.1f} ms')]
        for command, tally in self._tallies.items():
            frames = tally.frames_to_found
            found = 'not found' if frames is None else f'found in frame {frames}'
            rows.append((f'"{command}"', f'{found}, tracked in {tally.tracked} of {tally.frames} frames'))
        width = max(len(name) for name, _ in rows)
        for name, value in rows:
            print(f'  {name:<{width}}  {value}')

    def _print_running(self, observation: Observation, state: TargetState) -> None:
        if not self._terminal and time.monotonic() - self._printed_at < PLAIN_PERIOD_S:
            return
        self._printed_at = time.monotonic()
        line = (f'frame {observation.frame:5d}  {state.name:<9}  score {observation.status.score:.2f}  '
                f'{_box_text(observation):<22}  {self._rate():5.1f} fps  {observation.latency_ms:6.1f} ms')
        print(f'\r{line}' if self._terminal else line, end='' if self._terminal else '\n', flush=True)

    def _print_line(self, line: str) -> None:
        """A line of its own; on a terminal it takes the place of the running line."""
        print(f'\r\033[K{line}' if self._terminal else line, flush=True)

    def _rate(self) -> float:
        span = self._arrivals[-1] - self._arrivals[0]
        return (len(self._arrivals) - 1) / span if span else 0.0


def _box_text(observation: Observation) -> str:
    if not observation.detection.results:
        return 'no box'
    box = observation.detection.bbox
    left, top = box.center.position.x - box.size_x / 2, box.center.position.y - box.size_y / 2
    return f'box {left:.0f},{top:.0f} {box.size_x:.0f}x{box.size_y:.0f}'

"""One bundle on one runtime, timed in a process of its own."""
from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from vl_tracker_ros.bench.clip import Target
from vl_tracker_ros.bench.own_process import OwnProcess
from vl_tracker_ros.bench.parity import Parity
from vl_tracker_ros.bench.reference import Frame
from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineOptions, network_file
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.geometry import Image
from vl_tracker_ros.tracking import create_tracker


@dataclass(frozen=True)
class Entry:
    """What is asked to run: a bundle, under the name that the user gave it, on one runtime."""

    name: str
    bundle: Bundle
    options: EngineOptions

    @property
    def label(self) -> str:
        return f'{self.name} {self.options.runtime} {self.options.precision}'

    @property
    def file_mb(self) -> float:
        """Size of the network's file."""
        file = network_file(self.bundle, 'tracker.onnx', self.options.precision)
        return self.bundle.file(file).stat().st_size / 1e6


@dataclass(frozen=True)
class Look:
    """One frame: milliseconds of the network alone and of the whole tracker, and the network's outputs."""

    network_ms: float
    frame_ms: float
    outputs: Arrays


class Runner:
    """What happens in the contender's process. memory_mb: what loading the bundle and its first run added."""

    def __init__(self, bundle: Bundle, options: EngineOptions) -> None:
        before = _resident_mb()
        self._tracker = create_tracker(bundle, options)
        self._tracker.warm_up()
        self.memory_mb = _resident_mb() - before

    def about(self) -> tuple[str, float]:
        """What it runs on, and memory_mb."""
        return self._tracker.engine.describe(), self.memory_mb

    def start(self, image: Image, target: Target) -> None:
        self._tracker.start(image, *target.request(self._tracker.bundle), 0.0)

    def look(self, image: Image, stamp_s: float, feeds: Arrays) -> Look:
        self._tracker.engine.run(feeds)     # not counted: brings the weights back, which others drove from the caches
        begun = time.perf_counter()
        outputs = self._tracker.engine.run(feeds)
        between = time.perf_counter()
        self._tracker.update(image, stamp_s)
        return Look(1e3 * (between - begun), 1e3 * (time.perf_counter() - between), outputs)

    def run_for(self, seconds: float, feeds: Arrays) -> int:
        """How often the network ran in these seconds."""
        runs, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            self._tracker.engine.run(feeds)
            runs += 1
        return runs


class Contender:
    """An entry that this machine can run, and what was measured of it. Raises EngineError for one that it cannot.

    failure: why it was given up, '' as long as it was not; then nothing more is asked of it.
    """

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._process = OwnProcess(Runner, entry.bundle, entry.options)
        self.runs_on, self.memory_mb = self._process.call('about')
        self.network_ms: list[float] = []
        self.frame_ms: list[float] = []
        self.parity = Parity()
        self.joules: dict[str, float] = {}
        self.failure = ''

    def start(self, image: Image, target: Target) -> None:
        self._process.call('start', image, target)

    def take_turn(self, image: Image, stamp_s: float, frame: Frame) -> None:
        look = self._process.call('look', image, stamp_s, frame.feeds)
        self.network_ms.append(look.network_ms)
        self.frame_ms.append(look.frame_ms)
        self.parity.add(frame.outputs, look.outputs)

    def run_for(self, seconds: float, feeds: Arrays) -> int:
        """How often the network ran."""
        return self._process.call('run_for', seconds, feeds)

    def close(self) -> None:
        self._process.close()


def _resident_mb() -> float:
    pages = int(Path('/proc/self/statm').read_text().split()[1])
    return pages * os.sysconf('SC_PAGE_SIZE') / 1e6

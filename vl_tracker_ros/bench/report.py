"""What was measured, as data and as JSON."""
from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from vl_tracker_ros.bench.contender import Contender, Entry
from vl_tracker_ros.bench.machine import Machine
from vl_tracker_ros.bench.peak import Peak


@dataclass(frozen=True)
class Milliseconds:
    """Median and 95th percentile."""

    p50: float
    p95: float


@dataclass(frozen=True)
class Figures:
    """runs_on: runtime, version, device, threads. max_abs: by output, None for no number. share_of_peak: None on
    another device than the CPU, and where gflops, of one frame, are not known. joules: of one run of the network, by
    counter."""

    runs_on: str
    max_abs: dict[str, float | None]
    iou_least: float
    iou_median: float
    network_ms: Milliseconds
    frame_ms: Milliseconds
    frames_per_s: float
    memory_mb: float
    file_mb: float
    gflops: float | None
    share_of_peak: float | None
    joules: dict[str, float]


@dataclass(frozen=True)
class Row:
    """One contender. reason: why it could not be had, or broke off, then without figures."""

    bundle: str
    runtime: str
    precision: str
    figures: Figures | None = None
    reason: str = ''
    broke_off: bool = False

    @property
    def who(self) -> tuple[str, str, str]:
        return self.bundle, self.runtime, self.precision


@dataclass(frozen=True)
class Report:
    """threads: None, as many as each runtime chooses. idle_watts: by counter, empty where nothing reports energy."""

    version: str
    date: str
    command: str
    machine: Machine
    threads: int | None
    reference: str
    video: str
    frames: int
    seed: int
    peak: Peak
    idle_watts: dict[str, float]
    rows: list[Row]

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1, allow_nan=False) + '\n', encoding='utf-8')

    @property
    def measured(self) -> list[tuple[Row, Figures]]:
        return [(row, row.figures) for row in self.rows if row.figures]


def row_of(entry: Entry, figures: Figures | None = None, reason: str = '', broke_off: bool = False) -> Row:
    return Row(entry.name, entry.options.runtime, entry.options.precision, figures, reason, broke_off)


def contender_row(contender: Contender, gflops: float | None, peak: Peak) -> Row:
    if contender.failure:
        return row_of(contender.entry, reason=contender.failure, broke_off=True)
    network, frame, file_mb = _spread(contender.network_ms), _spread(contender.frame_ms), contender.entry.file_mb
    on_cpu = 'cpu' in contender.runs_on.split(', ')
    share = None if gflops is None or not on_cpu else peak.least_ms(gflops, file_mb) / network.p50
    max_abs = {name: value if math.isfinite(value) else None for name, value in contender.parity.max_abs.items()}
    ious = contender.parity.ious
    return row_of(contender.entry, Figures(
        contender.runs_on, max_abs, min(ious), float(np.median(ious)), network, frame,
        1e3 / frame.p50, contender.memory_mb, file_mb, gflops, share, contender.joules))


def _spread(values: list[float]) -> Milliseconds:
    return Milliseconds(*np.percentile(values, (50, 95)).tolist())

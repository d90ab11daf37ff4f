"""One run: load, take turns, report."""
from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass

from vl_tracker_ros import __version__
from vl_tracker_ros.bench.clip import open_clip
from vl_tracker_ros.bench.energy import open_counters
from vl_tracker_ros.bench.flops import count_flops
from vl_tracker_ros.bench.lineup import ALL, Lineup, line_up
from vl_tracker_ros.bench.machine import this_machine
from vl_tracker_ros.bench.peak import Peak, PeakProbe
from vl_tracker_ros.bench.reference import Reference
from vl_tracker_ros.bench.report import Report, Row, contender_row, row_of
from vl_tracker_ros.bench.turns import SEED, add_energy, take_turns
from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineOptions


@dataclass(frozen=True)
class Request:
    """bundles by the names that they have in the report; the other fields are the arguments of `vl-tracker bench`."""

    bundles: Mapping[str, Bundle]
    runtimes: Sequence[str] = (ALL,)
    precisions: Sequence[str] = ('fp32',)
    device: str = 'auto'
    threads: int | None = None
    reference: str = 'onnxruntime'
    video: str | None = None
    text: str | None = None
    box_xywh_px: tuple[float, ...] | None = None
    frames: int = 100
    command: str = ''


def bench(request: Request) -> Report:
    """Measure all contenders that this machine can run.

    Raises SourceError, BundleError, TrackerError for a target that a bundle cannot follow, and EngineError, before
    anything is measured, for a runtime that was named and cannot be had.
    """
    options = EngineOptions(request.reference, 'cpu', 'fp32', request.threads)
    with ExitStack() as stack:
        clip = stack.enter_context(open_clip(request.video, request.text, request.box_xywh_px, request.frames))
        references = {name: Reference(bundle, options, clip.first, clip.target)
                      for name, bundle in request.bundles.items()}
        lineup = stack.enter_context(line_up(request.bundles, request.runtimes, request.precisions, request.device,
                                             request.threads))
        probe = stack.enter_context(closing(PeakProbe(request.threads)))
        shown = take_turns(lineup.contenders, references, probe, clip, request.frames)
        counters = stack.enter_context(open_counters())
        idle_watts = add_energy(lineup.contenders, shown, counters) if counters else {}
        rows = [*_measured(lineup, request.bundles, probe.peak),
                *(row_of(refusal.entry, reason=refusal.reason) for refusal in lineup.refusals)]
        return Report(__version__, time.strftime('%Y-%m-%d'), request.command, this_machine(), request.threads,
                      f'{request.reference} fp32 on the CPU', clip.name, request.frames, SEED, probe.peak,
                      idle_watts, rows)


def _measured(lineup: Lineup, bundles: Mapping[str, Bundle], peak: Peak) -> Iterator[Row]:
    gflops = {name: _gflops(bundle) for name, bundle in bundles.items()}
    return (contender_row(contender, gflops[contender.entry.name], peak) for contender in lineup.contenders)


def _gflops(bundle: Bundle) -> float | None:
    """Of one frame; None where they cannot be counted."""
    try:
        return count_flops(bundle.file('tracker.onnx')) / 1e9
    except (ModuleNotFoundError, KeyError):     # no package onnx; no fixed shapes
        return None

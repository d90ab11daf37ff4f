"""How the tracker node does: its images, its target, its engine."""
from __future__ import annotations

import math
from dataclasses import replace

from rclpy.node import Node

from vl_tracker_ros.engines.gpu_memory import gpu_memory
from vl_tracker_ros.nodes.health.diagnostics import ERROR, OK, STALE, WARN, Diagnostics, Rate, Task, memory_mib
from vl_tracker_ros.nodes.health.faults import Faults
from vl_tracker_ros.nodes.tracker.outputs import Counters, TrackerOutputs
from vl_tracker_ros.tracking.types import Evidence, TargetState, TrackResult

MANY_DROPPED = 0.5      # of the images since the last time


class TrackerDiagnostics:
    """Says it when told to, each time about the images since the last time."""

    def __init__(self, node: Node, outputs: TrackerOutputs, counters: Counters, faults: Faults) -> None:
        self._outputs, self._counters, self._faults = outputs, counters, faults
        self._diagnostics = Diagnostics(node)
        self._rate = Rate()
        self._before = replace(counters)

    def publish(self, result: TrackResult, active: bool) -> None:
        tasks = {'images': self._images(active), 'tracking': self._tracking(result, active), 'engine': self._engine()}
        self._diagnostics.publish(self._outputs.bundle, tasks)
        self._before = replace(self._counters)

    def _images(self, active: bool) -> Task:
        counters, latency = self._counters, self._outputs.latency
        values = {'rate [Hz]': f'{self._rate.of(counters.processed):.1f}',
                  'latency [ms]': f'{latency.total_ms:.1f}', 'waited [ms]': f'{latency.queue_ms:.1f}',
                  **{f'frames {name}': count for name, count in vars(counters).items()}}
        received, dropped = (getattr(counters, name) - getattr(self._before, name) for name in ('received', 'dropped'))
        if fault := self._faults.of('image', 'watchdog'):
            return Task(ERROR, fault, values)
        if not active:
            return Task(STALE, 'inactive', values)
        if dropped > MANY_DROPPED * received:
            return Task(WARN, f'too slow for the camera: {dropped} of {received} images dropped', values)
        return Task(OK, f'{received} images', values)

    def _tracking(self, result: TrackResult, active: bool) -> Task:
        values = {'state': result.state.name, 'target': result.target_id, 'score': f'{result.score:.2f}',
                  'search': result.search.name, 'directive': result.directive.source,
                  'camera motion': _camera_motion(result.evidence)}
        if error := str(self._faults):
            return Task(ERROR, error, values)
        if not active:
            return Task(STALE, 'inactive', values)
        return Task(WARN if result.state is TargetState.LOST else OK, result.state.name, values)

    def _engine(self) -> Task:
        values = {'bundle': self._outputs.bundle, 'runtime': self._outputs.runtime, 'memory [MiB]': memory_mib()}
        if fault := self._faults.of('bundle', 'networks'):
            return Task(ERROR, fault, values)
        if not self._outputs.bundle:
            return Task(STALE, 'no bundle is loaded', values)
        if gpu := gpu_memory(self._outputs.runtime):
            values['GPU memory [MiB]'] = f'{gpu.used} of {gpu.total}'
        return Task(OK, self._outputs.runtime, values)


def _camera_motion(evidence: Evidence | None) -> str:
    if evidence is None or math.isnan(evidence.background):
        return 'not looked at'
    return f'{evidence.background:.0%} of the background agree' if evidence.background else 'not known'

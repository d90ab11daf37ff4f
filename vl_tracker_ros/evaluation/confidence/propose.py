"""Thresholds for the videos of one's own: of gating_node, as a file of parameters, and of a bundle's state."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import yaml

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.engines import EngineOptions
from vl_tracker_ros.evaluation.confidence.calibrate import record_all
from vl_tracker_ros.evaluation.confidence.fit import scores
from vl_tracker_ros.evaluation.confidence.thresholds import State, choose_appearance, choose_gate, choose_state
from vl_tracker_ros.evaluation.run_folder import write_whole
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.tracking.policy import Policy


@dataclass(frozen=True)
class Proposal:
    """Thresholds, and what they were chosen on: frames in which the network looked, and those that it had right."""

    policy: Policy
    state: State
    frames: int
    right: int


def propose(bundle: Bundle, videos: Iterable[Sequence], false_alarms: float, options: EngineOptions) -> Proposal:
    """Run the bundle on the videos, in every mode that they can be started in, and choose.

    false_alarms: the share of right local candidates that may be taken for a loss, of right candidates that may be
    doubted after one, and of right boxes that may be kept back. Raises DataError for a gate without such thresholds.
    """
    if bundle.gate['kind'] != 'policy':
        raise DataError(f"{bundle.name} has a gate of kind {bundle.gate['kind']}: gating_node has no thresholds for it")
    traces = record_all(bundle, videos, options)
    gate = choose_gate(traces, bundle.gate, false_alarms)
    if (appearance := choose_appearance(traces, false_alarms)) is not None:
        gate['min_appearance'] = appearance
    state = choose_state(traces, [scores(bundle.calibration, trace) for trace in traces], false_alarms)
    numbers = {name: value for name, value in gate.items() if name not in ('kind', 'tau')}
    return Proposal(Policy(**numbers), state, sum(len(trace.right) for trace in traces),
                    sum(int(trace.right.sum()) for trace in traces))


def write_parameters(proposal: Proposal, path: Path, origin: str) -> None:
    """A params_file for gating_node; origin: the command that made it."""
    text = (f'# {origin}\n# Chosen on {proposal.frames} frames, {proposal.right} of them with the right candidate.\n'
            f'# The state of the bundle would be {proposal.state}\n')
    text += yaml.safe_dump({'/**/gating_node': {'ros__parameters': asdict(proposal.policy)}}, sort_keys=False)
    write_whole(path, lambda part: part.write_text(text, encoding='utf-8'))

"""Sequences played through the nodes into run folders."""
from __future__ import annotations

from collections.abc import Iterator

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.node_run import NodeRun
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.nodes.evaluation.live_tracker import TrackerParameters, live_tracker


def evaluate_through_node(parameters: TrackerParameters, mode: str, rate_hz: float, sequences: list[Sequence],
                          run: NodeRun) -> Iterator[tuple[str, str | None]]:
    """Play what is not finished yet, one after the other. Yields each sequence's name when it is done, with why it
    failed, if it did: its images; the others go on. Raises NodeFailed and keeps what is finished."""
    left = [sequence for sequence in sequences if not run.is_finished(sequence.name)]
    if not left:
        return
    with live_tracker(parameters) as live:
        for sequence in left:
            try:
                run.write(sequence.name, live.run(sequence, mode, rate_hz), 1.0 / rate_hz)
            except DataError as error:
                yield sequence.name, str(error)
            else:
                yield sequence.name, None

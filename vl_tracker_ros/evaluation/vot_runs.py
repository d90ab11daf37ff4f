"""Runs from VOT's anchors, scored together as the sequences that they are runs of, and written as the toolkit has them.

    baseline/<sequence>/<sequence>_%08d.txt     in the run folder; named by the frame of the anchor
"""
from __future__ import annotations

from vl_tracker_ros.evaluation.datasets.vot2020 import AnchorRun
from vl_tracker_ros.evaluation.protocols.record import Report
from vl_tracker_ros.evaluation.protocols.vot2020 import VotSequence, vot2020
from vl_tracker_ros.evaluation.protocols.vot_region import parse_region
from vl_tracker_ros.evaluation.run_folder import RunFolder, SequenceResult, write_whole
from vl_tracker_ros.evaluation.vot_files import VotFolder, result_lines, run_of

Done = list[tuple[AnchorRun, SequenceResult]]


def score_runs(done: Done) -> Report:
    """All runs of some sequences by vot2020; figures are of sequences, not of runs. Raises DataError."""
    by_folder: dict[VotFolder, Done] = {}
    for run, result in done:
        by_folder.setdefault(run.folder, []).append((run, result))
    return vot2020([_sequence(folder, runs) for folder, runs in by_folder.items()])


def _sequence(folder: VotFolder, done: Done) -> VotSequence:
    """What the result files will say is what is scored: numbers with three decimals, codes."""
    truth, size = folder.regions(), folder.size_wh
    runs = [run_of([parse_region(line, size) for line in result_lines(result.boxes_xywh_px)],
                   [truth[frame] for frame in run.anchor.frames(len(truth))]) for run, result in done]
    return VotSequence(folder.name, len(truth), runs)


def write_runs(folder: RunFolder, runs: list[AnchorRun]) -> None:
    """The finished ones, for `vl-tracker score` and for the toolkit's results/<tracker>/. Raises OSError."""
    for run in runs:
        if folder.is_finished(run.name):
            path = folder.path / 'baseline' / run.folder.name / f'{run.name}.txt'
            path.parent.mkdir(parents=True, exist_ok=True)
            text = '\n'.join(result_lines(folder.read(run.name).boxes_xywh_px)) + '\n'
            write_whole(path, lambda part: part.write_text(text, encoding='utf-8'))

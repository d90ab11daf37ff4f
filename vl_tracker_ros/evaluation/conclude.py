"""What a run ends with, whoever tracked."""
from __future__ import annotations

from vl_tracker_ros.evaluation.report import write_report
from vl_tracker_ros.evaluation.run_folder import RunFolder
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.evaluation.submission import write_submission
from vl_tracker_ros.evaluation.summary import Summary, summarise
from vl_tracker_ros.evaluation.vot_runs import write_runs


def conclude(folder: RunFolder, sequences: list[Sequence]) -> Summary:
    """Write summary, submission and report of what is finished of `sequences`. Raises DataError and ProtocolError."""
    summary = summarise(folder, sequences)
    summary.write(folder.summary)
    write_submission(folder)
    if summary.protocol == 'vot2020':
        write_runs(folder, sequences)
    write_report(folder, summary, sequences)
    return summary

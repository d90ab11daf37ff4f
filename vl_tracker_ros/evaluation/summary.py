"""The figures of a run: the protocol's, by sequence and by attribute, of loss and recovery, calibration, speed."""
from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.calibration import expected_calibration_error, reliability
from vl_tracker_ros.evaluation.metrics import overlaps
from vl_tracker_ros.evaluation.protocols import Record, Report, score
from vl_tracker_ros.evaluation.recovery import recovery
from vl_tracker_ros.evaluation.run_folder import RunFolder, SequenceResult, write_whole
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.evaluation.size_and_speed import by_bins, size_and_speed
from vl_tracker_ros.evaluation.vot_runs import score_runs

Figures = dict[str, float]
Done = list[tuple[Sequence, SequenceResult]]
_OF_ALL_FRAMES = ('absent_said_lost', 'lost_said_lost', 'found_said_lost', 'shown_right')
_NEED_IMAGE_SIZE = ('got10k', 'mgit')


@dataclass(frozen=True)
class Summary:
    """Of one run. A figure is NaN (null in the file) where there was nothing to count.

    overall, sequences and curves are the protocol's; its headline figure comes first. attributes: the mean figures of
    the sequences that have each, and their number as 'sequences'; the MMOT toolkit's own are these times the share of
    sequences that have it. recovery: see evaluation/recovery.py, over all frames; of the `returns` of a target that
    was absent, the median of the frames until a right box (infinite, so null, when most were missed) and the share
    within 15. calibration: of the scores of shown boxes. speed: without each sequence's first frame. Sequences without
    a truth are tracked, but in none of the figures; missing names those that are not finished. Of VOT's runs, `missing`
    names runs; the figures are of the sequences that have all of theirs. targets: size and speed of the target of each
    scored sequence; target_bins: the mean figures of those in each bin of them (evaluation/size_and_speed.py).
    """

    protocol: str
    overall: Figures
    sequences: dict[str, Figures]
    curves: dict[str, list[float]]
    attributes: dict[str, Figures]
    recovery: Figures
    calibration: dict[str, Any]
    speed: Figures
    frames: int
    contender: str
    mode: str
    dataset: str
    missing: list[str]
    targets: dict[str, Figures]
    target_bins: dict[str, list[Figures]]

    @property
    def headline(self) -> str:
        """Name of the figure by which the field compares: 'auc', 'ao' (GOT-10k), 'success' (TrackingNet) or 'eao'."""
        return next(iter(self.overall), '')

    @property
    def sequence_headline(self) -> str:
        """The same for one sequence: another figure, the first of theirs, where the headline is of all only (eao)."""
        names = next(iter(self.sequences.values()), {})
        return self.headline if self.headline in names else next(iter(names), '')

    def write(self, path: Path) -> None:
        text = json.dumps(_plain(asdict(self)), indent=1, allow_nan=False) + '\n'
        write_whole(path, lambda part: part.write_text(text, encoding='utf-8'))

    @classmethod
    def read(cls, path: Path) -> Summary:
        """Raises DataError for what is no summary.json."""
        try:
            values = json.loads(path.read_text(encoding='utf-8'))
            if unknown := set(values) ^ {field.name for field in fields(cls)}:
                raise ValueError(f'{", ".join(sorted(unknown))}: missing or unknown')
        except FileNotFoundError:
            raise DataError(f'{path}: is not there: the run was not finished') from None
        except (ValueError, TypeError) as error:
            raise DataError(f'{path}: {error}') from error
        return cls(**_with_nan(values))


def summarise(folder: RunFolder, sequences: list[Sequence]) -> Summary:
    """Score what is finished of `sequences`. Raises DataError and ProtocolError naming the sequence."""
    info = folder.info
    done = [(s, _checked(folder, s)) for s in sequences if folder.is_finished(s.name)]
    if not done:
        raise DataError(f'{folder.path}: none of {len(sequences)} sequences is finished')
    known = _scorable(done, info.protocol, {s.scored_as for s in sequences if not folder.is_finished(s.name)})
    report = _score(known, info.protocol) if known else Report({}, {})
    given = 0 if info.mode == 'text' else 1         # the first box is no answer where it was given
    targets = {s.scored_as: size_and_speed(s.boxes_xywh_px, *_image_size(s)) for s, _ in known}
    return Summary(info.protocol, report.overall, report.sequences, report.curves,
                   _by_attribute(report, [s for s, _ in known]), recovery_figures(known, given),
                   calibration_figures(known, given),
                   _speed(done), sum(len(result.scores) for _, result in done), info.contender, info.mode,
                   info.dataset, sorted(s.name for s in sequences if not folder.is_finished(s.name)),
                   targets, by_bins(targets, report.sequences))


def _scorable(done: Done, protocol: str, unfinished: set[str]) -> Done:
    """Those with a truth after the first frame; of VOT all runs, also of one frame, on sequences that have all."""
    return [(s, result) for s, result in done if s.scored_as not in unfinished
            and (protocol == 'vot2020' or np.isfinite(s.truth_xywh_px[1:]).all(1).any())]


def _score(done: Done, protocol: str) -> Report:
    if protocol == 'vot2020':
        return score_runs(done)
    return score(protocol, [record_of(*one, protocol) for one in done])


def record_of(sequence: Sequence, result: SequenceResult, protocol: str) -> Record:
    """What a protocol is given: the boxes as they are in the result file, zeros where none was shown."""
    size = _image_size(sequence) if protocol in _NEED_IMAGE_SIZE else None
    return Record(sequence.name, sequence.truth_xywh_px, np.nan_to_num(result.boxes_xywh_px), sequence.absent,
                  sequence.shotcut, sequence.cover, size, said_nothing=~result.shown)


def _image_size(sequence: Sequence) -> tuple[int, int]:
    """Width and height of its first picture."""
    return next(iter(sequence.frames())).shape[1::-1]


def _checked(folder: RunFolder, sequence: Sequence) -> SequenceResult:
    result = folder.read(sequence.name)
    if len(result.scores) != len(sequence.images):
        raise DataError(f'{folder.files(sequence.name)[0]}: {len(result.scores)} frames, but {sequence.name} has '
                        f'{len(sequence.images)}: the data set is not the one that was tracked')
    return result


def _by_attribute(report: Report, sequences: list[Sequence]) -> dict[str, Figures]:
    having: dict[str, list[Figures]] = {}
    for sequence in sequences:
        for name, has in sequence.attributes.items():
            having.setdefault(name, []).extend([report.sequences[sequence.name]] if has else [])
    return {name: {**{key: float(np.mean([f[key] for f in rows])) for key in (rows[0] if rows else ())},
                   'sequences': len(rows)} for name, rows in having.items()}


def recovery_figures(done: Done, first: int) -> Figures:
    """Summary.recovery of these runs, counted from frame `first` on."""
    pairs = [(result.boxes_xywh_px[first:], sequence.boxes_xywh_px[first:]) for sequence, result in done]
    frames = recovery(*(np.concatenate(part) for part in zip(*pairs))) if pairs else None
    regained = np.array([count for pair in pairs for count in recovery(*pair).regained])
    nothing = math.nan
    return {**{name: getattr(frames, name, nothing) for name in _OF_ALL_FRAMES},
            'returns': len(regained), 'regained_median': float(np.median(regained)) if len(regained) else nothing,
            'regained_within_15': float((regained <= 15).mean()) if len(regained) else nothing}


def calibration_figures(done: Done, first: int) -> dict[str, Any]:
    """Summary.calibration of these runs, counted from frame `first` on."""
    scores, hits = [], []
    for sequence, result in done:
        counted = result.shown & ~np.isnan(result.scores)
        counted[:first] = False
        scores.append(result.scores[counted])
        hits.append((overlaps(result.boxes_xywh_px, sequence.boxes_xywh_px) > 0.5)[counted])
    confidence, right = np.concatenate([[], *scores]), np.concatenate([np.zeros(0, bool), *hits])
    return {'ece': expected_calibration_error(confidence, right) if len(right) else math.nan,
            'bins': [asdict(b) for b in reliability(confidence, right)]}


def _speed(done: Done) -> Figures:
    seconds = np.concatenate([result.seconds[1:] for _, result in done])
    if not len(seconds):
        return dict.fromkeys(('ms_median', 'ms_p95', 'fps'), math.nan)
    return {'ms_median': 1e3 * float(np.median(seconds)), 'ms_p95': 1e3 * float(np.percentile(seconds, 95)),
            'fps': float(1 / seconds.mean())}


def _plain(value: Any) -> Any:
    """JSON has no NaN and no infinity: null."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _with_nan(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _with_nan(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_nan(item) for item in value]
    return math.nan if value is None else value

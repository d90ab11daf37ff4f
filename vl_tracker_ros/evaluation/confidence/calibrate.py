"""A bundle's confidence, fitted and measured: its tracker runs as it ships, on videos that it was not trained on."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import numpy as np
from tqdm import tqdm

from vl_tracker_ros.bundle import Bundle, rewrite_bundle
from vl_tracker_ros.engines import EngineOptions
from vl_tracker_ros.evaluation.confidence.fit import fit_certainty, scores
from vl_tracker_ros.evaluation.confidence.thresholds import choose_gate, choose_state
from vl_tracker_ros.evaluation.confidence.trace import Trace, record
from vl_tracker_ros.evaluation.confidence.videos import CalibrationVideos
from vl_tracker_ros.evaluation.contenders import BundleContender
from vl_tracker_ros.evaluation.evaluate import track_sequence
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.evaluation.summary import Done, Figures, calibration_figures, recovery_figures
from vl_tracker_ros.tracking import create_tracker

_DIGITS = 4


def calibrate(bundle: Bundle, videos: CalibrationVideos, folder: Path,
              options: EngineOptions = EngineOptions(threads=1)) -> Bundle:
    """Write the bundle anew into `folder`, which may be its own: its calibration, state and gate, and metrics.

    The scores are fitted twice: the thresholds that the first fit leads to change where the tracker looks, and with
    that how often it is right at the same evidence.
    metrics: confidence has what `measure` gives, on videos that nothing was fitted to.
    """
    def traces(of: Bundle, title: str) -> list[Trace]:
        return record_all(of, tqdm(videos.to_fit(), title, videos.plan.fitted, unit='video'), options)

    first = traces(bundle, 'fit')
    calibration = fit_certainty(first)
    chosen = {'calibration': asdict(calibration),
              'state': choose_state(first, [scores(calibration, trace) for trace in first]),
              'gate': choose_gate(first, bundle.gate)}
    chosen['calibration'] = asdict(fit_certainty(traces(rewrite_bundle(bundle, folder, **chosen), 'fit again')))
    calibrated = rewrite_bundle(bundle, folder, **chosen)
    measured = measure(calibrated, tqdm(videos.to_measure(), 'measure', videos.plan.measured, unit='video'), options)
    return rewrite_bundle(calibrated, folder, metrics={**bundle.metrics, 'confidence': measured})


def measure(bundle: Bundle, videos: Iterable[Sequence],
            options: EngineOptions = EngineOptions(threads=1)) -> dict[str, dict[str, float | None]]:
    """By mode: the calibration error 'ece' and a summary's figures of recovery, None for nothing to count."""
    contender = BundleContender(create_tracker(bundle, options))
    done: dict[str, Done] = {mode: [] for mode in contender.modes}
    for video in videos:
        for mode in _startable(video, contender.modes):
            done[mode].append((video, track_sequence(contender, video, mode)))
    return {mode: _figures(runs, 0 if mode == 'text' else 1) for mode, runs in done.items() if runs}


def _figures(done: Done, first: int) -> dict[str, float | None]:
    figures: Figures = {'ece': calibration_figures(done, first)['ece'], **recovery_figures(done, first)}
    return {name: round(float(value), _DIGITS) if np.isfinite(value) else None for name, value in figures.items()}


def record_all(bundle: Bundle, videos: Iterable[Sequence], options: EngineOptions) -> list[Trace]:
    """Track every video in every mode in which bundle and video can be started."""
    tracker = create_tracker(bundle, options)
    modes = BundleContender(tracker).modes
    return [record(tracker, video, mode) for video in videos for mode in _startable(video, modes)]


def _startable(video: Sequence, modes: tuple[str, ...]) -> list[str]:
    """Those in which the video can be started: words alone when nobody has a first box."""
    no_box = bool(np.isnan(video.boxes_xywh_px[0]).any())
    return [mode for mode in modes if mode == 'text' or not no_box]

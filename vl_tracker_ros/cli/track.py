"""`vl-tracker track`: follow a target through a video, without ROS."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain, groupby
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from vl_tracker_ros.cli.command import Command
from vl_tracker_ros.cli.engine_arguments import add_engine_arguments, engine_options
from vl_tracker_ros.cli.target_arguments import (
    add_target_arguments, add_tracker_options, description, tracker_options)

if TYPE_CHECKING:
    import numpy as np

    from vl_tracker_ros.media.record import FrameRecord
    from vl_tracker_ros.media.source import FrameSource
    from vl_tracker_ros.tracking import GroundedTracker, Tracker, TrackResult

DEFAULT_BUNDLE = 'mvlm_tiny'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument('--video', required=True, metavar='FILE|DIR|0',
                        help='video, folder of images, or camera index')
    add_target_arguments(parser)
    parser.add_argument('--bundle', default=DEFAULT_BUNDLE, metavar='NAME|DIR',
                        help='the tracker (default: %(default)s; see `vl-tracker list`)')
    parser.add_argument('--grounder', metavar='NAME|DIR|zero-shot:NAME',
                        help='bundle or zero-shot detector that finds what words mean, for a tracker that needs a box')
    parser.add_argument('--phrases', type=Path, metavar='FILE',
                        help='ready phrases of descriptions (see `vl-tracker decompose`; default: rules)')
    add_engine_arguments(parser)
    add_tracker_options(parser)
    parser.add_argument('--out', required=True, type=Path, metavar='DIR',
                        help='folder for boxes.csv, overlay.mp4 and confidence.png')


def run(args: argparse.Namespace) -> int:
    from vl_tracker_ros.language.phrases_file import create_decomposer
    from vl_tracker_ros.media.recorder import Recorder
    from vl_tracker_ros.media.source import open_source
    from vl_tracker_ros.tracking import create_tracker

    text = description(args)
    with open_source(args.video) as source:
        tracker = create_tracker(args.bundle, engine_options(args), grounder=args.grounder,
                                 decomposer=create_decomposer(args.phrases), tracker_options=tracker_options(args))
        start = time.perf_counter()
        frames = _follow(tracker, source, text, args.box)
        first = next(frames)  # a refused start replaces no file of an earlier run
        with Recorder(args.out, source.fps) as recorder, suppress(KeyboardInterrupt):  # a camera's usual end
            for record, image in chain([first], frames):
                recorder.write(record, image)
        elapsed_s = time.perf_counter() - start
    print(_summary(recorder.records, elapsed_s))
    print(f'written to {args.out}: boxes.csv, overlay.mp4, confidence.png')
    return 0


def _follow(tracker: Tracker | GroundedTracker, source: FrameSource, text: str | None,
            box_xywh_px: tuple[float, ...] | None) -> Iterator[tuple[FrameRecord, np.ndarray]]:
    """Yield the record of each frame with its image; the bar waits, so that a refused start is one line."""
    from tqdm import tqdm
    from tqdm.contrib.logging import logging_redirect_tqdm

    with logging_redirect_tqdm(), tqdm(source, total=source.frame_count, unit='frame', delay=0.5) as frames:
        for position, (index, stamp_s, image) in enumerate(frames):
            start = time.perf_counter()
            if position == 0:
                result = tracker.start(image, text, box_xywh_px, stamp_s)
            else:
                result = tracker.update(image, stamp_s)
            latency_ms = (time.perf_counter() - start) * 1000
            frames.set_postfix_str(f'{result.state.name.lower()} {result.score:.2f}', refresh=False)
            yield _record(index, result, text or '', latency_ms), image


def _record(index: int, result: TrackResult, command: str, latency_ms: float) -> FrameRecord:
    from vl_tracker_ros.media.record import FrameRecord

    evidence = result.evidence
    kappas = {} if evidence is None else {
        'kappa_vlm': evidence.kappa_vlm, 'kappa_mem': evidence.kappa_mem, 'kappa_mvlm': evidence.kappa_mvlm}
    return FrameRecord(index, result.state.name.lower(), result.search.name.lower(), result.score, command,
                       _plain(result.box_xywh_px), _plain(result.search_region_xywh_px),
                       latency_ms=latency_ms, **kappas)


def _plain(box_xywh_px: np.ndarray | None) -> tuple[float, ...] | None:
    return None if box_xywh_px is None else tuple(box_xywh_px.tolist())


def _summary(records: list[FrameRecord], elapsed_s: float) -> str:
    with_box = [record.frame for record in records if record.box_xywh_px is not None]
    found = f'first found in frame {with_box[0]}' if with_box else 'never found'
    losses = sum(state == 'lost' for state, _ in groupby(record.state for record in records))
    latency_ms = median(record.latency_ms for record in records)
    return (f'{len(records)} frames, {found}; box in {len(with_box)} ({len(with_box) / len(records):.0%}), '
            f'lost: {losses}; {latency_ms:.1f} ms a frame (median), '
            f'{len(records) / elapsed_s:.1f} frames/s with drawing and writing')


COMMAND = Command('track', 'follow a target through a video, without ROS', add_arguments, run)

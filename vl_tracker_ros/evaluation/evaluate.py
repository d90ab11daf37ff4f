"""One-pass evaluation: each sequence is started once, from words, a box or both, and tracked to its end."""
from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing.synchronize import Event

import numpy as np

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.answer import Answer
from vl_tracker_ros.evaluation.contenders import Contender, ContenderSpec, create_contender
from vl_tracker_ros.evaluation.run_folder import RunFolder, SequenceResult
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.tracking import TrackerError

FRAME_RATE_HZ = 25.0        # of the stamps: data sets have none, and a gate's timers go by them
_create_once = cache(create_contender)
_stop: Event | None = None


class Stopped(Exception):
    """The run was interrupted while this sequence was tracked."""


def check_start(contender: Contender, mode: str, sequences: list[Sequence]) -> None:
    """Raises TrackerError for a mode that the contender has not, DataError naming the sequences without what it
    takes: a sentence, a box in the first frame."""
    if mode not in contender.modes:
        raise TrackerError(f'{contender.name} cannot be started from --mode {mode}; it takes '
                           f'{" or ".join(contender.modes)}')
    lacking = {'sentence': [s.name for s in sequences if mode != 'box' and not s.sentence],
               'box in the first frame': [s.name for s in sequences if mode != 'text'
                                          and np.isnan(s.boxes_xywh_px[0]).any()]}
    for what, names in lacking.items():
        if names:
            raise DataError(f'--mode {mode}: no {what} in {len(names)} of {len(sequences)} sequences: '
                            f'{", ".join(names)}')


def track_sequence(contender: Contender, sequence: Sequence, mode: str, stop: Event | None = None) -> SequenceResult:
    """mode: one of MODES. Raises DataError for images, TrackerError for a start that is refused, Stopped."""
    return track_in_turns([contender], sequence, mode, stop)[0]


def track_in_turns(contenders: list[Contender], sequence: Sequence, mode: str,
                   stop: Event | None = None) -> list[SequenceResult]:
    """One result of each. All see an image before the next one is read, so that a load which comes and goes hits all
    of their times."""
    text = None if mode == 'box' else sequence.sentence
    box = None if mode == 'text' else sequence.boxes_xywh_px[0]
    answers: list[list[Answer]] = [[] for _ in contenders]
    seconds: list[list[float]] = [[] for _ in contenders]
    for index, image in enumerate(sequence.frames()):
        if stop is not None and stop.is_set():
            raise Stopped
        stamp_s = index / FRAME_RATE_HZ
        for contender, said, spent in zip(contenders, answers, seconds):
            begun = time.perf_counter()
            said.append(contender.update(image, stamp_s) if index else contender.start(image, text, box, stamp_s))
            spent.append(time.perf_counter() - begun)
    return [_result(*one) for one in zip(answers, seconds)]


def _result(answers: list[Answer], seconds: list[float]) -> SequenceResult:
    boxes = [np.full(4, np.nan) if a.box_xywh_px is None else a.box_xywh_px for a in answers]
    return SequenceResult(np.array(boxes, np.float64), np.array([a.score for a in answers]),
                          [a.state for a in answers], np.array(seconds))


def evaluate(spec: ContenderSpec, mode: str, sequences: list[Sequence], folder: RunFolder,
             jobs: int = 1) -> Iterator[tuple[str, str | None]]:
    """Track what is not finished yet in `jobs` processes. Yields each sequence's name when it is done, with why it
    failed, if it did; the others go on. An interrupt ends it within a frame and keeps what is finished."""
    context = multiprocessing.get_context('spawn')      # forked runtimes with threads hang
    stop = context.Event()
    with ProcessPoolExecutor(jobs, context, _prepare_process, (stop,)) as pool:
        futures = {pool.submit(_track, spec, mode, s, folder): s.name for s in sequences
                   if not folder.is_finished(s.name)}
        try:
            yield from ((futures[future], _failure(future)) for future in as_completed(futures))
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def _prepare_process(stop: Event) -> None:
    global _stop
    _stop = stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)        # the parent is interrupted, and sets `stop`


def _track(spec: ContenderSpec, mode: str, sequence: Sequence, folder: RunFolder) -> None:
    folder.write(sequence.name, track_sequence(_create_once(spec), sequence, mode, _stop))


def _failure(future: Future[None]) -> str | None:
    error = future.exception()
    if error is None:
        return None
    if isinstance(error, BrokenProcessPool):
        return 'a process died (killed, or out of memory?)'
    said = isinstance(error, (DataError, TrackerError, OSError))
    return ' '.join(f'{error}' .split()) if said else f'{type(error).__name__}: {error}'

"""What this machine's cores and memory give at best, measured in the same run as the networks."""
from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from vl_tracker_ros.bench.own_process import OwnProcess

_SIDE = 1024                # of the matrices: 2 GFLOPs
_COPIED_MB = 64             # more than caches hold


@dataclass(frozen=True)
class Peak:
    """Rates of a matrix product in fp32, and of copying memory, reads and writes counted."""

    gflops_per_s: float
    gb_per_s: float

    def least_ms(self, gflops: float, mb: float) -> float:
        """Milliseconds of so much arithmetic, or of reading so much memory once: what takes longer."""
        return max(1e3 * gflops / self.gflops_per_s, mb / self.gb_per_s)


class _Probe:
    """What happens in the probe's process."""

    def __init__(self, threads: int | None) -> None:
        self._threads = threads or len(os.sched_getaffinity(0))
        rng = np.random.default_rng(0)
        self._a, self._b = rng.standard_normal((2, _SIDE, _SIDE), dtype=np.float32)
        self._product = np.empty_like(self._a)
        self._source = np.ones((self._threads, _COPIED_MB * 1_000_000 // self._threads), np.uint8)
        self._target = np.zeros_like(self._source)
        self._pool = ThreadPoolExecutor(self._threads)

    def measure(self) -> tuple[float, float]:
        """GFLOPs and GB a second."""
        product_s = _seconds(lambda: np.matmul(self._a, self._b, out=self._product))
        copy_s = _seconds(lambda: list(self._pool.map(np.copyto, self._target, self._source)))
        return 2e-9 * _SIDE ** 3 / product_s, 2e-9 * self._source.nbytes / copy_s


class PeakProbe:
    """Takes turns with the contenders, on as many threads; None: on all cores."""

    def __init__(self, threads: int | None) -> None:
        # BLAS libraries read the number of their threads once, when they are loaded.
        names = ('OPENBLAS_NUM_THREADS', 'OMP_NUM_THREADS', 'MKL_NUM_THREADS') if threads else ()
        self._process = OwnProcess(_Probe, threads, environment={name: str(threads) for name in names})
        self._rates: list[tuple[float, float]] = []

    def take_turn(self) -> None:
        self._rates.append(self._process.call('measure'))

    @property
    def peak(self) -> Peak:
        """The best of all turns."""
        return Peak(*np.max(self._rates, axis=0).tolist())

    def close(self) -> None:
        self._process.close()


def _seconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun

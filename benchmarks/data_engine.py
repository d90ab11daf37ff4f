"""Training samples a second of one core, by kind, beside a fixed piece of OpenCV work that was done in turn with them.

    python benchmarks/data_engine.py --data DIR --seconds 4

Seconds are those of the process, so that others on the machine count little; how much the machine's caches are shared
shows in the fixed work's rate. The ratio of the two is what can be compared between machines and days.
"""
from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from vl_tracker_ros.data.banks import load_banks
from vl_tracker_ros.data.house import HouseSampler
from vl_tracker_ros.data.real import RealSampler
from vl_tracker_ros.data.sample import ViewSizes
from vl_tracker_ros.data.scenes import SceneSampler

SIZES = ViewSizes(search=224, template=112)
ROUNDS = 4                  # fixed work and samples are measured in turn
PROFILED = 200


def rate(work: Callable[[], object], seconds: float) -> float:
    """Calls a second of the process."""
    start, count = time.process_time(), 0
    while (spent := time.process_time() - start) < seconds:
        work()
        count += 1
    return count / spent


def fixed_work() -> Callable[[], object]:
    """One warp of a photo into a search view: the least that a sample can cost."""
    photo = np.random.default_rng(0).integers(0, 255, (320, 320, 3), dtype=np.uint8)
    matrix = np.array([[0.7, 0.1, 3], [-0.1, 0.7, 9]])
    return lambda: cv2.warpAffine(photo, matrix, (SIZES.search, SIZES.search))


def measure(name: str, draw: Callable[[], object], seconds: float) -> None:
    fixed, rates = fixed_work(), []
    for _ in range(ROUNDS):
        rates.append((rate(draw, seconds / ROUNDS), rate(fixed, seconds / ROUNDS / 4)))
    samples, warps = np.mean(rates, axis=0)
    print(f'{name:18} {samples:8.0f} /s {warps:8.0f} warps/s {samples / warps:8.3f}', flush=True)


def profile(draw: Callable[[], object]) -> None:
    profiler = cProfile.Profile(time.process_time)
    profiler.enable()
    for _ in range(PROFILED):
        draw()
    profiler.disable()
    pstats.Stats(profiler).sort_stats('tottime').print_stats(20)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--data', type=Path, required=True, help='folder with train/')
    parser.add_argument('--seconds', type=float, default=4.0, help='for each kind')
    parser.add_argument('--profile', action='store_true', help='say where the time of the mixture goes, too')
    args = parser.parse_args()
    cv2.setNumThreads(1)
    banks, rng = load_banks(args.data / 'train'), np.random.default_rng(0)
    samplers = {'composed': SceneSampler(banks, SIZES.search, SIZES.template),
                'real': RealSampler(banks, SIZES.search, SIZES.template), 'mixture': HouseSampler(banks, SIZES)}
    for name, sampler in samplers.items():
        for kind, with_template in (('words', False), ('template', True)):
            measure(f'{name}, {kind}', lambda: sampler.sample(rng, with_template), args.seconds)
    if args.profile:
        profile(lambda: samplers['mixture'].sample(rng, True))


if __name__ == '__main__':
    main()

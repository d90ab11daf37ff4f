"""What follows what it should in the simulated world: the tracker, one that never doubts, and one that knows the truth.

    python benchmarks/simulator.py [--seeds 20] [--jobs 2]

Adds the runs that benchmarks/simulator.json lacks, and writes the table of docs/simulation.md. Nothing goes by a clock:
a run is the same everywhere but for the last digits of the networks.
"""
from __future__ import annotations

import argparse
import json
import math
import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import product
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import cv2
from tqdm import tqdm

from vl_tracker_ros.engines import EngineOptions
from vl_tracker_ros.evaluation.run_folder import write_whole
from vl_tracker_ros.simulation.loop import run
from vl_tracker_ros.simulation.metrics import Score, judge, median_regained, total
from vl_tracker_ros.simulation.perception import Believing, Knowing, NeverDoubts, Perception, Tracking
from vl_tracker_ros.simulation.pursuit import KEEP_M
from vl_tracker_ros.simulation.scenario import SCENARIOS
from vl_tracker_ros.tracking import Tracker, create_tracker
from vl_tracker_ros.tracking.gate import Gate

ROOT = Path(__file__).parents[1]
RUNS, PAGE = ROOT / 'benchmarks' / 'simulator.json', ROOT / 'docs' / 'simulation.md'
BUNDLE = 'mvlm_tiny'
Runs = dict[str, dict[str, dict[str, Any]]]
HEAD = ('', 'goes by', 'in view', 'followed', 'false', 'distance off', 'collisions', 'regained', 'after')


@cache
def _tracker(gate: Callable[[], Gate] | None = None) -> Tracker:
    return create_tracker(BUNDLE, EngineOptions(device='cpu', threads=1), gate and gate())


PERCEPTIONS: dict[str, Callable[[], Perception]] = {
    'tracker': lambda: Tracking(_tracker()),
    'box always believed': lambda: Believing(_tracker(NeverDoubts)),
    'truth': Knowing,
}


def one_run(case: tuple[str, str, int]) -> tuple[str, str, int, Score]:
    """Scenario, perception and seed, and what came of them."""
    scenario_name, perception, seed = case
    cv2.setNumThreads(1)
    scenario = SCENARIOS[scenario_name](seed)
    moments = run(scenario, PERCEPTIONS[perception](), seed)
    return *case, judge(moments, KEEP_M, scenario.world.hidings)


def measure(seeds: int, jobs: int) -> None:
    """All runs that are not there yet: {SCENARIO: {PERCEPTION: {SEED: what judge() says}}}."""
    found = recorded()
    cases = [case for case in ((name, perception, seed) for seed in range(seeds) for name, perception in
                               product(SCENARIOS, PERCEPTIONS)) if str(case[2]) not in found[case[0]][case[1]]]
    with Pool(jobs) as pool:
        for name, perception, seed, score in tqdm(pool.imap_unordered(one_run, cases), total=len(cases), unit='run'):
            found[name][perception][str(seed)] = _rounded(vars(score))
            text = json.dumps(found, indent=1, sort_keys=True) + '\n'
            write_whole(RUNS, lambda path: path.write_text(text, encoding='utf-8'))


def recorded() -> Runs:
    """Those that are there."""
    found = json.loads(RUNS.read_text(encoding='utf-8')) if RUNS.exists() else {}
    return {name: {perception: found.get(name, {}).get(perception, {}) for perception in PERCEPTIONS}
            for name in SCENARIOS}


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    """null for a regain that never came."""
    def number(value: float) -> float | None:
        return round(value, 3) if math.isfinite(value) else None

    return {name: [number(each) for each in value] if isinstance(value, tuple) else number(value)
            for name, value in values.items()}


def table(found: Runs) -> str:
    """All seeds of each scenario and perception together, as markdown."""
    lines: list[Sequence[str]] = [HEAD]
    for scenario, by_perception in found.items():
        for perception, runs in by_perception.items():
            score = total([_score(run) for run in runs.values()])
            lines.append((f'`{scenario}`', perception, *_cells(score, len(runs))))
    head, *rows = (f'| {" | ".join(line)} |' for line in lines)
    return '\n'.join([head, f'|{"--|" * len(HEAD)}', *rows])


def _score(values: dict[str, Any]) -> Score:
    regained = tuple(math.inf if seconds is None else seconds for seconds in values['regained'])
    return Score(**values | {'regained': regained})


def _cells(score: Score, runs: int) -> list[str]:
    shares = [f'{100 * value / score.seconds:.0f} %' for value in (score.in_view, score.followed)]
    regained, median_s = sum(map(math.isfinite, score.regained)), median_regained(score)
    after = f'{median_s:.1f} s' if math.isfinite(median_s) else '' if math.isnan(median_s) else 'never'
    return [*shares, f'{score.false / runs:.1f} s', f'{score.distance_error:.2f} m', f'{score.collisions}',
            f'{regained} of {len(score.regained)}' if score.regained else '', after]


def filled(page: str, found: Runs) -> str:
    """The page with the table between its marks."""
    return re.sub(r'(<!-- generated: runs -->\n).*?(<!-- end -->)', lambda mark: f'{mark[1]}{table(found)}\n{mark[2]}',
                  page, flags=re.DOTALL)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--seeds', type=int, default=20)
    parser.add_argument('--jobs', type=int, default=2)
    args = parser.parse_args()
    measure(args.seeds, args.jobs)
    PAGE.write_text(filled(PAGE.read_text(encoding='utf-8'), recorded()), encoding='utf-8')


if __name__ == '__main__':
    main()

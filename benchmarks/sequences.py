"""Success AUC and precision of a bundle on a folder of sequences, from words, a first box, and both.

    python benchmarks/sequences.py --sequences DIR [--bundle mvlm_tiny] [--mode words box both] [--json FILE]
"""
from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from tqdm import tqdm

from vl_tracker_ros.evaluation.datasets import load_dataset
from vl_tracker_ros.evaluation.ope import MODES, run_sequence
from vl_tracker_ros.tracking import create_tracker


def measure(bundle: str, sequences: Path, mode: str, threads: int | None) -> list[dict]:
    """One row a sequence: its scores, the share of frames with a box, and ms per frame."""
    tracker, rows = create_tracker(bundle, threads=threads), []
    for sequence in tqdm(load_dataset('folders', sequences), desc=mode, unit='sequence'):
        run = run_sequence(tracker, sequence, mode)
        rows.append({'sequence': sequence.name, 'mode': mode, **asdict(run.against(sequence)),
                     'shown': float(np.isfinite(run.boxes_xywh_px[:, 0]).mean()), 'ms': run.ms_per_frame})
    return rows


def print_table(rows: list[dict]) -> None:
    columns = ('auc', 'precision', 'normalised_precision', 'shown', 'ms')
    print(f'\n{rows[0]["mode"]:24}' + ''.join(f'{name[:12]:>14}' for name in columns))
    for row in sorted(rows, key=lambda r: -r['auc']):
        print(f'{row["sequence"]:24}' + ''.join(f'{row[name]:14.3f}' for name in columns))
    for label, reduce in (('mean', np.mean), ('median', np.median)):
        print(f'{label:24}' + ''.join(f'{reduce([r[name] for r in rows]):14.3f}' for name in columns))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--sequences', type=Path, required=True)
    parser.add_argument('--bundle', default='mvlm_tiny')
    parser.add_argument('--mode', nargs='+', choices=MODES, default=['words', 'box'])
    parser.add_argument('--threads', type=int)
    parser.add_argument('--json', type=Path)
    args = parser.parse_args()
    rows = []
    for mode in args.mode:
        rows += measure(args.bundle, args.sequences, mode, args.threads)
        print_table([r for r in rows if r['mode'] == mode])
    if args.json:
        args.json.write_text(json.dumps(rows, indent=1))


if __name__ == '__main__':
    main()

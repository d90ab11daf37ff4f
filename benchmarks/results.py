"""Measure the bundles, write their model cards and draw docs/models.md.

    python benchmarks/results.py --data DATA [--bundles mvlm_tiny ...] [--modes box text both] [--parts dev ...]
    python benchmarks/results.py            draws the page from benchmarks/results.json

DATA has dev/, train/ and peers_dev.json. What is measured already of a bundle as it is now is not measured again, and a
run that was interrupted goes on. Run folders, with a film strip of the worst sequences, are under --out.
"""
from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ablation_rows import ABLATIONS, Ablations
from measured import Measured
from models_page import write_page
from parts import Bench, MeasuringError, part_fingerprint, parts_of

from vl_tracker_ros.bundle import Bundle, BundleError, list_bundles, load_bundle
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.contenders import MODES
from vl_tracker_ros.training.card import write_card

HERE = Path(__file__).parent
RESULTS = HERE / 'results.json'


def measure(bench: Bench, bundle: Bundle, measured: Measured, modes: list[str], kinds: list[str]) -> None:
    """What is missing of one bundle, or was measured on another state of it."""
    for name, part in parts_of(bundle, modes).items():
        if name.partition('/')[0] not in kinds:
            continue
        found = part_fingerprint(bench, bundle, name)
        if measured.is_of(bundle.name, name, found):
            continue
        print(f'{bundle.name}: {name}', flush=True)
        measured.put(bundle.name, name, found, part(bench, bundle))


def peers(path: Path) -> dict[str, dict[str, Any]]:
    """Figures of OpenCV's trackers by name. Raises DataError."""
    try:
        values = json.loads(path.read_text(encoding='utf-8'))
        csrt_ms = values['mean']['CSRT']['ms_median']
        return {name: {'auc': mean['auc'], 'auc_median': mean['auc_median'], 'precision': mean['p20'],
                       'normalised_precision': mean['pn'], 'to_peer': mean['ms_median'] / csrt_ms,
                       'sequences': {sequence: one['auc'] for sequence, one in values['per_sequence'][name].items()}}
                for name, mean in values['mean'].items()}
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f'{path}: {error!r}') from error


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--data', type=Path, help='without it nothing is measured')
    parser.add_argument('--bundles', nargs='+', default=list(list_bundles()), metavar='NAME|DIR')
    parser.add_argument('--modes', nargs='+', choices=MODES, default=list(MODES))
    kinds = ('size', 'speed', 'look_alikes', 'dev')
    parser.add_argument('--parts', nargs='+', choices=kinds, default=list(kinds))
    parser.add_argument('--grounder', default='mvlm_tiny', metavar='NAME|DIR',
                        help='finds what words alone mean for a bundle that needs a box (default: %(default)s)')
    parser.add_argument('--python', default='.venv-contrib/bin/python',
                        help="interpreter whose OpenCV has CSRT, see README.md (default: %(default)s)")
    parser.add_argument('--scenes', type=int, default=40, help='composed videos (default: %(default)s)')
    parser.add_argument('--jobs', type=int, default=1, help='sequences tracked at the same time (default: %(default)s)')
    parser.add_argument('--out', type=Path, default=Path('runs/results'), help='run folders (default: %(default)s)')
    return parser.parse_args()


def main() -> int:
    args, measured = arguments(), Measured(RESULTS)
    try:
        if args.data:
            bench = Bench(args.data, args.out, args.python, args.grounder, args.scenes, args.jobs)
            measured.put_peers(peers(args.data / 'peers_dev.json'))
            for name in args.bundles:
                bundle = load_bundle(name)
                measure(bench, bundle, measured, args.modes, args.parts)
                write_card(bundle, measured.parts(bundle.name))
        write_page(measured, Ablations(ABLATIONS))
    except (MeasuringError, DataError, BundleError, OSError) as error:
        print(f'results: {error}', file=sys.stderr)
        return 2
    return 0


if __name__ == '__main__':
    sys.exit(main())

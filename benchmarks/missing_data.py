"""Which kinds of training video cost most where they are missing.

    python benchmarks/missing_data.py --data DATA [--steps 400] [--seeds 1] [--frames 50]

The backbone's model (siamese_tiny_160) is trained from nothing for the same steps: on all, on a part of the clips, and
without each kind of clips; each then tracks DATA/dev from the first box. Rows go into missing_data.json as soon as they
are known, and what is there is not done again; the table that is printed is that of docs/training.md, success AUC over
groups of sequences, beside NanoTrack v2's of DATA/peers_dev.json.
"""
from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import torch
from models_page import table

from vl_tracker_ros.data.banks import Banks, load_banks
from vl_tracker_ros.data.house import HouseSampler
from vl_tracker_ros.data.mixture import Mixture
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sample import ViewSizes
from vl_tracker_ros.data.shots import CLIP_SHARES
from vl_tracker_ros.evaluation.datasets import load_dataset
from vl_tracker_ros.evaluation.report.words import fraction
from vl_tracker_ros.evaluation.run_folder import write_whole
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.language.tokens import DescriptionTokenizer
from vl_tracker_ros.models import create_model
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.training.config import ConfigError, TrainingConfig, read_config
from vl_tracker_ros.training.run import held_out
from vl_tracker_ros.training.tokenizer import train_tokenizer
from vl_tracker_ros.training.tracking_validation import TrackingValidation
from vl_tracker_ros.training.trainer import Trainer

CONFIG = Path(__file__).parent.parent / 'config' / 'train' / 'siamese_tiny_160.yaml'
ROWS = Path(__file__).with_name('missing_data.json')
PEER = 'NanoTrackV2'
_TINY = 0.05        # square root of the target's area in parts of that of the image
_DRONES, _VEHICLES = ('uav123', 'uavdt', 'dtb70'), {'car', 'van', 'truck', 'SUV'}
_OTHERS = {'swan', 'goat', 'deer', 'tiger', 'bag', 'can'}

Aucs = Mapping[str, float]


@dataclass(frozen=True)
class Variant:
    """A training on one in `every` clips of each kind, none of the kind `without`."""

    name: str
    every: int = 1
    without: str = ''

    def mixture(self, banks: Banks, sizes: ViewSizes) -> Mixture:
        clips = {kind: clips[::self.every] for kind, clips in banks.clips.items()}
        shares = {kind: share for kind, share in CLIP_SHARES.items() if kind != self.without}
        return Mixture([HouseSampler(replace(banks, clips=clips), sizes, shares)], [1.0], template_share=1.0)


VARIANTS = (Variant('all'), Variant('half of the clips', every=2), Variant('a quarter of the clips', every=4),
            *(Variant(f'no {kind}', without=kind) for kind in CLIP_SHARES))


def _category(sequence: Sequence, root: Path) -> str:
    return json.loads((root / sequence.name / 'attributes.json').read_text(encoding='utf-8'))['category'].split()[-1]


def groups(sequences: list[Sequence], root: Path) -> dict[str, set[str]]:
    """Names of the sequences by group, where there are any; a sequence may be in several."""
    names = 'all', 'tiny', 'from drones', 'vehicles', 'people', 'others'
    found: dict[str, set[str]] = {name: set() for name in names}
    for sequence in sequences:
        height, width = next(iter(sequence.images)).shape[:2]
        side = np.nanmedian(np.sqrt(sequence.boxes_xywh_px[:, 2:].prod(1))) / np.sqrt(width * height)
        word = _category(sequence, root)
        kind = 'vehicles' if word in _VEHICLES else 'others' if word in _OTHERS else 'people'
        flags = {'all': True, 'tiny': side < _TINY, 'from drones': sequence.name.startswith(_DRONES), kind: True}
        for name in filter(flags.get, flags):
            found[name].add(sequence.name)
    return {name: members for name, members in found.items() if members}


def _short(sequence: Sequence, frames: int) -> Sequence:
    return Sequence(sequence.name, list(islice(sequence.images, frames)), sequence.boxes_xywh_px[:frames])


def trained(variant: Variant, banks: Banks, config: TrainingConfig, folder: Path) -> TrackerModel:
    """The averaged weights of a training, or of what is left of it."""
    torch.manual_seed(config.seed)
    model = create_model(config.model)
    spec = model.spec
    mixture = variant.mixture(banks, ViewSizes(spec.search_size, spec.template_size))
    tokenise = DescriptionTokenizer(train_tokenizer([], vocabulary=0), spec.text_length, spec.text_groups)
    trainer = Trainer(config, model, mixture, [], tokenise, folder)
    trainer.resume()
    trainer.run()
    return trainer.averaged


def _rows() -> dict[str, dict[str, Aucs]]:
    return json.loads(ROWS.read_text(encoding='utf-8')) if ROWS.exists() else {}


def measure(args: argparse.Namespace) -> None:
    """All rows that are not there yet: {"STEPS/SEED": {VARIANT: {SEQUENCE: AUC}}}."""
    sequences = [_short(s, args.frames) for s in load_dataset('folders', args.data / 'dev')]
    banks = load_banks(args.data / 'train').split(held_out, keep=False)
    for seed in range(args.seeds):
        settings = [f'steps={args.steps}', f'seed={seed}', f'checkpoint_steps={args.steps}']
        config = read_config(CONFIG, settings)
        for variant in VARIANTS:
            rows = _rows()
            of_budget = rows.setdefault(f'{args.steps}/{seed}', {})
            if variant.name in of_budget:
                continue
            print(f'{variant.name}, seed {seed}', flush=True)
            model = trained(variant, banks, config, args.out / f'{variant.name.replace(" ", "_")}_{args.steps}_{seed}')
            of_budget[variant.name] = {s.name: round(TrackingValidation([s]).measure(model)['track_auc'], 4)
                                       for s in sequences}
            text = json.dumps(rows, indent=1, sort_keys=True) + '\n'
            write_whole(ROWS, lambda path: path.write_text(text, encoding='utf-8'))


def summary(data: Path, steps: int, seeds: int) -> str:
    """Mean AUC of each variant over each group, then what NanoTrack v2 has on the whole sequences."""
    rows = _rows()
    found = groups(load_dataset('folders', data / 'dev'), data / 'dev')

    def line(name: str, aucs: list[Aucs]) -> list[str]:
        means = (np.mean([of_run[sequence] for of_run in aucs for sequence in members]) for members in found.values())
        return [name, *(fraction(mean) for mean in means)]

    lines = [line(v.name, [rows[f'{steps}/{seed}'][v.name] for seed in range(seeds)]) for v in VARIANTS]
    peer = json.loads((data / 'peers_dev.json').read_text(encoding='utf-8'))['per_sequence'][PEER]
    lines.append(line('NanoTrack v2, all frames', [{name: figures['auc'] for name, figures in peer.items()}]))
    return table(['trained on', *(f'{name} ({len(members)})' for name, members in found.items())], lines)


def arguments(given: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--data', type=Path, required=True)
    parser.add_argument('--out', type=Path, default=Path('runs/missing_data'), help='default: %(default)s')
    parser.add_argument('--steps', type=int, default=400)
    parser.add_argument('--seeds', type=int, default=1)
    parser.add_argument('--frames', type=int, default=50, help='of each sequence of DATA/dev')
    return parser.parse_args(given)


def main() -> int:
    args = arguments()
    cv2.setNumThreads(1)
    try:
        measure(args)
        print(summary(args.data, args.steps, args.seeds))
    except (DataError, ConfigError, FloatingPointError, OSError) as error:
        print(f'missing_data: {error}', file=sys.stderr)
        return 2
    return 0


if __name__ == '__main__':
    sys.exit(main())

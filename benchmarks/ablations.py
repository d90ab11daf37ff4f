"""What each mechanism of the papers is worth at tiny scale.

    python benchmarks/ablations.py train --data DATA [--models mvlm_tiny ...] [--steps 400] [--seeds 2] [--set K=V ...]
    python benchmarks/ablations.py track --data DATA [--bundle mvlm_tiny] [--mode box]

train: every `_tiny` model whole and without one mechanism, for the same steps on the same batches from the same weights
(config/train/MODEL.yaml; --set initial=RUN/checkpoint.safetensors), measured on the same held-out samples. track: what
works while a bundle tracks is switched off in its bundle.yaml. Rows go into ablations.json as soon as they are known,
and what is there is not done again; docs/models.md has the table. The default of 400 steps orders large effects only:
for the real grid, --steps 6000 --seeds 3.
"""
from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from ablation_rows import ABLATIONS, Ablations
from measured import fingerprint
from mechanisms import MECHANISMS, SETTINGS, WHOLE, Mechanism, Setting
from parts import Bench, MeasuringError, on_dev, on_look_alikes

from vl_tracker_ros.bundle import Bundle, BundleError, load_bundle, rewrite_bundle
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.errors import CheckpointError
from vl_tracker_ros.training.config import ConfigError
from vl_tracker_ros.training.run import train
from vl_tracker_ros.training.run_log import LOG, read_log

CONFIGS = Path(__file__).parent.parent / 'config' / 'train'
_MEASURED = ('words_', 'template_', 'presence_', 'track_')        # columns of log.csv
_FIGURES = ('auc', 'right_object', 'hidden_said_lost', 'regained_soon', 'shown_right')


def wholes(mechanisms: list[Mechanism]) -> list[Mechanism]:
    """The models themselves, each before its mechanisms."""
    grid = []
    for model in dict.fromkeys(m.model for m in mechanisms):
        grid += [Mechanism(model, WHOLE, ''), *(m for m in mechanisms if m.model == model)]
    return grid


def train_one(mechanism: Mechanism, config: Path, data: Path, out: Path, settings: list[str]) -> dict[str, float]:
    """Train one variant, or what is left of it; returns what was measured at its end on the held-out samples."""
    mechanism.register()
    folder = out / mechanism.model / mechanism.name / '_'.join(s.partition('=')[2] for s in settings[:2])
    train(config, data, folder, [*settings, f'model={mechanism.variant}'])
    last = read_log(folder / LOG)[-1]
    return {name: value for name, value in last.items() if name.startswith(_MEASURED)}


def train_grid(mechanisms: list[Mechanism], data: Path, out: Path, steps: int, seeds: int, settings: list[str],
               ablations: Ablations, configs: Path = CONFIGS) -> None:
    """All rows that are not there yet, seed after seed, so that a grid that is broken off is whole for one seed."""
    budget = {'steps': steps, 'settings': [_without_path(text) for text in settings]}
    for seed in range(seeds):
        for mechanism in wholes(mechanisms):
            if ablations.is_trained(mechanism, budget, seed):
                continue
            print(f'{mechanism.model} without {mechanism.name}, seed {seed}', flush=True)
            given = [f'steps={steps}', f'seed={seed}', f'checkpoint_steps={steps}', *settings]
            row = train_one(mechanism, configs / f'{mechanism.model}.yaml', data, out, given)
            ablations.put_trained(mechanism, budget, seed, row)


def _without_path(setting: str) -> str:
    """A file is told by its last two names: where it lies is nobody's business."""
    name, _, value = setting.partition('=')
    return f'{name}={"/".join(Path(value).parts[-2:])}'


def switched(bundle: Bundle, setting: Setting, out: Path) -> Bundle:
    """A copy of the bundle without what the setting stands for. Raises MeasuringError where it has no such key."""
    section = getattr(bundle, setting.section)
    if missing := sorted(set(setting.off) - set(section)):
        raise MeasuringError(f'{bundle.path}: {setting.section} has no {", ".join(missing)} to switch off')
    folder = out / f'{bundle.name}_without_{setting.name}'
    shutil.rmtree(folder, ignore_errors=True)
    return rewrite_bundle(bundle, folder, name=folder.name, **{setting.section: {**section, **setting.off}})


def track_grid(bundle: Bundle, mode: str, bench: Bench, ablations: Ablations) -> None:
    """The bundle whole, and without each of SETTINGS, on real sequences and on the composed videos."""
    whole = fingerprint(bundle)
    for setting in (None, *SETTINGS):
        name = setting.name if setting else WHOLE
        if ablations.is_tracked(bundle.name, mode, name, whole):
            continue
        print(f'{bundle.name} without {name}, {mode}', flush=True)
        variant = switched(bundle, setting, bench.out) if setting else bundle
        figures = {**on_look_alikes(bench, variant, mode), **on_dev(bench, variant, mode)}
        ablations.put_tracked(bundle.name, mode, name, whole, {key: figures[key] for key in _FIGURES})


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ways = parser.add_subparsers(dest='way', required=True)
    trained, tracked = ways.add_parser('train'), ways.add_parser('track')
    for way, out in ((trained, 'runs/ablations'), (tracked, 'runs/results')):
        way.add_argument('--data', type=Path, required=True)
        way.add_argument('--out', type=Path, default=Path(out), help='default: %(default)s')
    models = list(dict.fromkeys(m.model for m in MECHANISMS))
    trained.add_argument('--models', nargs='+', choices=models, default=models)
    trained.add_argument('--steps', type=int, default=400)
    trained.add_argument('--seeds', type=int, default=2)
    trained.add_argument('--set', action='append', default=[], metavar='KEY=VALUE', dest='settings')
    tracked.add_argument('--bundle', default='mvlm_tiny')
    tracked.add_argument('--mode', default='box', choices=('box', 'text', 'both'))
    tracked.add_argument('--scenes', type=int, default=40)
    return parser.parse_args()


def run(args: argparse.Namespace, ablations: Ablations) -> None:
    if args.way == 'train':
        chosen = [m for m in MECHANISMS if m.model in args.models]
        train_grid(chosen, args.data, args.out, args.steps, args.seeds, args.settings, ablations)
    else:
        bench = Bench(args.data, args.out, sys.executable, 'mvlm_tiny', args.scenes)
        track_grid(load_bundle(args.bundle), args.mode, bench, ablations)


def main() -> int:
    try:
        run(arguments(), Ablations(ABLATIONS))
    except (MeasuringError, DataError, ConfigError, CheckpointError, BundleError, FloatingPointError,
            OSError) as error:
        print(f'ablations: {error}', file=sys.stderr)
        return 2
    return 0


if __name__ == '__main__':
    sys.exit(main())

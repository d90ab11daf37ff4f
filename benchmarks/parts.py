"""The parts that are measured of a bundle, each a function that gives its figures.

    size                parameters and files
    speed               milliseconds, beside a fixed network and CSRT
    dev/MODE            real sequences, by `vl-tracker eval`
    look_alikes/MODE    composed videos of benchmarks/look_alikes.py, by `vl-tracker eval`

MODE is what the first frame comes with: box, text, both.
"""
from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import onnx
from look_alikes import HIDDEN, JUDGED, unseen_banks, write_look_alikes
from measured import Figures, fingerprint
from models import reference_inputs, reference_network

from vl_tracker_ros.bundle import Bundle, load_bundle
from vl_tracker_ros.cli.main import main as vl_tracker
from vl_tracker_ros.evaluation.contenders import MODES
from vl_tracker_ros.evaluation.datasets import load_dataset
from vl_tracker_ros.evaluation.metrics import overlaps
from vl_tracker_ros.evaluation.recovery import recovery
from vl_tracker_ros.evaluation.run_folder import RunFolder
from vl_tracker_ros.evaluation.summary import Summary
from vl_tracker_ros.export import export_network
from vl_tracker_ros.models.exported import weights_by_name

_RECOVERY = ('absent_said_lost', 'lost_said_lost', 'found_said_lost', 'shown_right')
_SOON, _SETTLED = 15, 10        # frames: a return is soon, a hidden target should be said lost


class MeasuringError(RuntimeError):
    """A part that could not be measured, and why."""


@dataclass(frozen=True)
class Bench:
    """Where all is. data: dev/ and train/; out: run folders and composed videos; python: an interpreter whose OpenCV
    has CSRT; grounder: finds what words mean for a tracker that needs a box; scenes: number of composed videos; jobs:
    sequences tracked at the same time."""

    data: Path
    out: Path
    python: str
    grounder: str
    scenes: int
    jobs: int = 1
    peer: str = 'opencv:CSRT'

    @property
    def dev(self) -> Path:
        return self.data / 'dev'

    def look_alikes(self) -> Path:
        """The composed videos, written when they are not there."""
        folder = self.out / f'look_alikes_{self.scenes}'
        if len(list(folder.glob('look_alikes_*'))) < self.scenes:
            write_look_alikes(unseen_banks(self.data), folder, self.scenes)
        return folder

    def grounder_for(self, bundle: Bundle, mode: str) -> Bundle | None:
        """Who finds what words alone mean, where the bundle cannot."""
        return load_bundle(self.grounder) if mode == 'text' and not bundle.starts_from_words else None

    def run(self, bundle: Bundle, dataset: Path, mode: str) -> tuple[RunFolder, Summary]:
        """`vl-tracker eval`, or what is left of it. Raises MeasuringError."""
        grounder = self.grounder_for(bundle, mode)
        folder = self.out / bundle.name / fingerprint(bundle, *filter(None, [grounder])) / f'{dataset.name}_{mode}'
        command = ['eval', '--dataset', str(dataset), '--bundle', f'{bundle.path}/', '--mode', mode,
                   '--protocol', 'ope', '--jobs', str(self.jobs), '--out', str(folder)]
        command += ['--grounder', f'{grounder.path}/'] if grounder else []
        if code := vl_tracker(command):
            raise MeasuringError(f'vl-tracker {" ".join(command)}: exit code {code}')
        run = RunFolder(folder)
        return run, Summary.read(run.summary)


Part = Callable[[Bench, Bundle], Figures]


def modes_of(bundle: Bundle) -> tuple[str, ...]:
    """Those of MODES that the bundle's network was made for; words alone through a grounder where it needs a box."""
    can = {'text': bundle.takes_words, 'box': bundle.takes_box, 'both': bundle.takes_words and bundle.takes_box}
    return tuple(mode for mode in MODES if can[mode])


def parts_of(bundle: Bundle, modes: Collection[str] = MODES) -> dict[str, Part]:
    """The parts of this bundle by name, cheap ones first; of the modes only the given ones."""
    parts: dict[str, Part] = {'size': size, 'speed': speed}
    for name, measure in (('look_alikes', on_look_alikes), ('dev', on_dev)):
        for mode in modes_of(bundle):
            if mode in modes:
                parts[f'{name}/{mode}'] = partial(measure, mode=mode)
    return parts


def part_fingerprint(bench: Bench, bundle: Bundle, part: str) -> str:
    """Of the bundle, and of the grounder where it takes part."""
    grounder = bench.grounder_for(bundle, part.partition('/')[2])
    return fingerprint(bundle, *filter(None, [grounder]))


def size(_: Bench, bundle: Bundle) -> Figures:
    """Numbers stored in the networks, which may be older than the model of that name; bytes of the bundle's files."""
    stored = {name: _numbers(bundle.file(name)) for name in bundle.files if name.endswith('.onnx')}
    return {'parameters': sum(stored.values()), 'tracker_parameters': stored['tracker.onnx'],
            'bytes': sum(bundle.file(name).stat().st_size for name in bundle.files)}


def _numbers(path: Path) -> int:
    """Floating-point numbers among the constants of a network."""
    weights = weights_by_name(onnx.load(path).graph).values()
    return sum(tensor.numel() for tensor in weights if tensor.is_floating_point())


def speed(bench: Bench, bundle: Bundle) -> Figures:
    """By benchmarks/speed.py under `bench.python`. Raises MeasuringError with what it says."""
    reference = bench.out / 'reference.onnx'
    reference.parent.mkdir(parents=True, exist_ok=True)
    export_network(reference_network(), reference_inputs(), ['features'], reference)
    command = [bench.python, str(Path(__file__).with_name('speed.py')), '--bundle', f'{bundle.path}/',
               '--dataset', str(bench.dev), '--reference', str(reference), '--peer', bench.peer]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        raise MeasuringError(f'speed: {error}') from error
    if done.returncode:
        raise MeasuringError(f'speed: {(done.stderr.strip() or "no output").splitlines()[-1]}')
    return json.loads(done.stdout)


def on_dev(bench: Bench, bundle: Bundle, mode: str) -> Figures:
    """Figures of all sequences, and the AUC of those that the sentence alone singles out."""
    _, summary = bench.run(bundle, bench.dev, mode)
    aucs = {name: figures['auc'] for name, figures in summary.sequences.items()}
    unique = [aucs[name] for name in singled_out(bench.dev) if name in aucs]
    return {**summary.overall, 'auc_median': float(np.median(list(aucs.values()))),
            'auc_singled_out': float(np.mean(unique)) if unique else None, 'singled_out': len(unique),
            'ece': summary.calibration['ece'], 'bins': summary.calibration['bins'],
            **{name: summary.recovery[name] for name in _RECOVERY},
            'sequences': aucs, 'frames': summary.frames, 'success': summary.curves['success']}


def singled_out(dev: Path) -> list[str]:
    """Sequences whose sentence alone is enough in the first frame ("unique" in attributes.json)."""
    return [path.parent.name for path in sorted(dev.glob('*/attributes.json'))
            if json.loads(path.read_text(encoding='utf-8')).get('unique') == 'yes']


def on_look_alikes(bench: Bench, bundle: Bundle, mode: str) -> Figures:
    """right_object: share of videos in which the right one of four is held in frame JUDGED. regained_soon: within 15
    frames of its return. hidden_said_lost: share of the hidden frames, from the 10th on, without a box."""
    folder = bench.look_alikes()
    run, summary = bench.run(bundle, folder, mode)
    right, lost, regained = [], [], []
    for sequence in load_dataset('folders', folder):
        result = run.read(sequence.name)
        right.append(overlaps(result.boxes_xywh_px, sequence.boxes_xywh_px)[JUDGED] > 0.5)
        lost.append(1 - result.shown[HIDDEN.start + _SETTLED:HIDDEN.start + HIDDEN.frames].mean())
        regained += recovery(result.boxes_xywh_px, sequence.boxes_xywh_px).regained
    return {'videos': len(right), 'right_object': float(np.mean(right)), 'hidden_said_lost': float(np.mean(lost)),
            'regained_soon': float((np.array(regained) <= _SOON).mean()), 'regained_median': float(np.median(regained)),
            'ece': summary.calibration['ece'], **{name: summary.recovery[name] for name in _RECOVERY}}

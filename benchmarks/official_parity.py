"""The official MVLM against ours with the same weights, whole: text tower, network, tracker loop; torch and ONNX.

    PYTHONPATH=test python benchmarks/official_parity.py --reference DIR [--work DIR]

DIR holds the reference numbers mvlm_tf.npz, mvlm_bbox.npz and mvlm_track.npz. Prints the largest absolute difference
of each output and, for each run of the tracker, how many views, decisions and set sizes agree and how far boxes are
apart. Takes minutes, 6 GB of memory and 2 GB of disk.
"""
from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
import yaml
from support.official_fill import official_weights
from support.official_mvlm import official_clip_shapes, official_shapes

from vl_tracker_ros.bundle import Bundle, write_bundle
from vl_tracker_ros.engines import Engine, EngineOptions, create_engine
from vl_tracker_ros.export import export_network, frame_inputs, text_inputs
from vl_tracker_ros.models import create_model
from vl_tracker_ros.models.base import TrackerModel
from vl_tracker_ros.models.mvlm.official import rename
from vl_tracker_ros.tracking import SearchMode, Tracker, TrackResult

Arrays = dict[str, np.ndarray]
CONFIGS = Path(__file__).parents[1] / 'config' / 'convert'
ALWAYS_SAID = {'track_score': 0.0, 'lost_score': 0.0, 'confirm_frames': 1, 'lost_frames': 1}


class KnownText:
    """A text encoder that knows one sentence, by its token ids."""

    def __init__(self, engine: Engine, ids: np.ndarray) -> None:
        self._engine, self._ids = engine, ids

    def encode(self, description: str) -> tuple[np.ndarray, np.ndarray]:
        return self._run(self._ids)

    def encode_nothing(self) -> tuple[np.ndarray, np.ndarray]:
        return self._run(np.zeros_like(self._ids))

    def _run(self, ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        mask = (ids != 0).astype(np.float32)
        return self._engine.run({'ids': ids, 'mask': mask})['text'], mask


def load(folder: Path, name: str) -> Arrays:
    with np.load(folder / f'{name}.npz') as arrays:
        return dict(arrays)


def official_model(name: str) -> TrackerModel:
    model = create_model(name).eval()
    model.load_state_dict(rename(official_weights({**official_shapes(), **official_clip_shapes()})))
    return model


def make_bundle(model: TrackerModel, config: str, folder: Path) -> Bundle:
    folder.mkdir(parents=True)
    for part, inputs, outputs in (('tracker', frame_inputs(model.spec), model.spec.outputs),
                                  ('text', text_inputs(model.spec), ['text'])):
        began = time.monotonic()
        export_network(getattr(model, part), inputs, outputs, folder / f'{part}.onnx')
        size = (folder / f'{part}.onnx').stat().st_size / 1e6
        print(f'{config} {part}.onnx: {size:.0f} MB, exported and compared in {time.monotonic() - began:.0f} s')
    sections = yaml.safe_load((CONFIGS / f'{config}.yaml').read_text())
    return write_bundle(folder, {**sections, 'network': asdict(model.spec), 'state': ALWAYS_SAID,
                                 'calibration': {'raw': [0.0, 1.0], 'probability': [0.0, 1.0]}})


def normalised(images_u8: np.ndarray, bundle: Bundle) -> np.ndarray:
    scaled = (images_u8 / np.float32(255) - np.float32(bundle.network.mean)) / np.float32(bundle.network.std)
    return np.ascontiguousarray(np.moveaxis(scaled, -1, -3)[None], np.float32)


def difference(found: np.ndarray, stored: np.ndarray) -> float:
    return float(np.abs(found.reshape(stored.shape) - stored).max())


def compare_outputs(case: str, engine: Engine, feeds: Arrays, stored: Arrays, suffix: str = '') -> None:
    began = time.monotonic()
    found = engine.run(feeds)
    taken = 1000 * (time.monotonic() - began)
    names = {'scores': f'score_map{suffix}', 'boxes': 'boxes', 'region_correlation': 'corr'}
    worst = {name: difference(found[name], stored[official]) for name, official in names.items()
             if not suffix or name == 'scores'}
    print(f'{case}: ' + ', '.join(f'{name} {value:.1e}' for name, value in worst.items()) + f'; {taken:.0f} ms')


def compare_run(case: str, tracker: Tracker, frames: Arrays, stored: Arrays, key: str, with_box: bool) -> None:
    images = np.ascontiguousarray(frames['frames'][..., ::-1])
    results: list[TrackResult] = []
    if with_box:                        # frame 0 only starts; by words alone the official tracker leaves it out
        tracker.start(images[0], 'the target', frames['init_bbox'])
        results.append(tracker.update(images[1]))
    else:
        results.append(tracker.start(images[1], 'the target'))
    results += [tracker.update(image) for image in images[2:]]
    views = sum((r.search is SearchMode.GLOBAL) == flag for r, flag in zip(results, stored[f'{key}_flag_in']))
    nexts = sum((r.directive.mode is SearchMode.GLOBAL) == f for r, f in zip(results, stored[f'{key}_next_flag']))
    sizes = sum(r.evidence.candidates == n for r, n in zip(results, stored[f'{key}_nsel']))
    kappas = [k[i] for k, i in zip(stored[f'{key}_kmvlm'], stored[f'{key}_idx'])]
    print(f'{case} {key}: views {views}/5, decisions {nexts}/5, set sizes {sizes}/5, '
          f'kappa {max(abs(r.evidence.kappa_mvlm - k) for r, k in zip(results, kappas)):.1e}, '
          f'boxes {max(difference(r.box_xywh_px, b) for r, b in zip(results, stored[f"{key}_bbox"])):.1e} px')


def with_settings(bundle: Bundle, params: np.ndarray, template: dict[str, float]) -> Bundle:
    alpha_corr, tau, omega, forgetting, psi_out = map(float, params)
    values = {'alpha_corr': alpha_corr, 'omega': omega, 'forgetting': forgetting, 'psi_out': psi_out}
    return replace(bundle, confidence={**bundle.confidence, **values}, gate={'kind': 'candidate', 'tau': tau},
                   template={**bundle.template, **template})


def check_words(reference: Path, work: Path) -> None:
    stored, track = load(reference, 'mvlm_tf'), load(reference, 'mvlm_track')
    bundle = make_bundle(official_model('mvlm_base'), 'mvlm', work / 'words')
    for runtime in ('torch', 'onnxruntime'):
        engine, case = create_engine(bundle, 'tracker.onnx', EngineOptions(runtime, 'cpu')), f'words {runtime}'
        text = KnownText(create_engine(bundle, 'text.onnx', EngineOptions(runtime, 'cpu')), stored['text_ids'])
        search = normalised(stored['search_u8'], bundle)
        print(f'{case}: text {difference(text.encode("")[0], stored["text_emb"]):.1e}')
        compare_outputs(case, engine, {'search': search, 'text': text.encode('')[0]}, stored)
        feeds = {'search': search, 'text': text.encode_nothing()[0]}
        compare_outputs(f'{case}, no words', engine, feeds, stored, '_notext')
        for key in ('TF', 'TNL2K', 'mix', 'local'):
            tracker = Tracker(with_settings(bundle, track[f'{key}_params'], {}), engine, text)
            compare_run(case, tracker, track, track, key, with_box=False)


def check_box(reference: Path, work: Path) -> None:
    stored, track = load(reference, 'mvlm_bbox'), load(reference, 'mvlm_track')
    bundle = make_bundle(official_model('mvlm_base_bbox'), 'mvlm_bbox', work / 'box')
    interval, threshold = stored['seq_update_interval_threshold']
    template = {'update_interval': int(interval), 'update_score': float(threshold)}
    for runtime in ('torch', 'onnxruntime'):
        engine, case = create_engine(bundle, 'tracker.onnx', EngineOptions(runtime, 'cpu')), f'box {runtime}'
        text = KnownText(create_engine(bundle, 'text.onnx', EngineOptions(runtime, 'cpu')), track['text_ids'][:1])
        feeds = {'search': normalised(stored['search_u8'], bundle), 'template': normalised(stored['z_u8'], bundle),
                 'text': stored['text_emb']}
        compare_outputs(case, engine, feeds, stored)
        for key in ('seq', 'seqlocal'):
            tracker = Tracker(with_settings(bundle, stored[f'{key}_params'], template), engine, text)
            compare_run(case, tracker, track, stored, key, with_box=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--reference', type=Path, required=True)
    parser.add_argument('--work', type=Path, help='where bundles are written (default: a temporary folder)')
    parser.add_argument('--threads', type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    checks: list[Callable[[Path, Path], None]] = [check_words, check_box]
    with TemporaryDirectory(dir=args.work) as work:
        for check in checks:
            check(args.reference, Path(work))


if __name__ == '__main__':
    main()

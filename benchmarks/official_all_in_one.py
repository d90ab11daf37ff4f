"""The official All-in-One against ours with the same weights, whole: alignment, network, tracker loop; torch and ONNX.

    PYTHONPATH=test python benchmarks/official_all_in_one.py --reference DIR [--work DIR]

DIR holds the reference numbers all_in_one.npz, all_in_one_track.npz and mvlm_track.npz (the frames). Prints the largest
absolute differences. Takes minutes, 4 GB of memory and 1 GB of disk.
"""
from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from official_parity import Arrays, KnownText, difference, load, make_bundle, normalised
from support.official_all_in_one import official_model, official_state
from torch import Tensor

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineOptions, create_engine
from vl_tracker_ros.models.all_in_one.network import AllInOne
from vl_tracker_ros.tracking import Tracker

CASES: dict[str, dict[str, Any]] = {'ce': {}, 'ce_allmask': {'elimination_query': 'template'}, 'ce_nolang': {},
                                    'noce': {'elimination_blocks': ()}, 'mean40': {'sentence': 'mean_released'}}


@torch.no_grad()
def compare_model(case: str, model: AllInOne, stored: Arrays) -> None:
    ids = torch.from_numpy(stored['ids']) * (case != 'ce_nolang')
    text = model.text(ids, (ids != 0).float())
    out = model.predict({'search': torch.from_numpy(stored['x']), 'template': torch.from_numpy(stored['z'])[None],
                         'text': text})
    vectors = model.alignment(out.search_patches, out.template_patches, out.language)
    named = dict(zip(('vision_x_vectors', 'vision_z_vectors', 'language_vectors'), vectors))
    report(f'{case} torch', case, stored, torch.sigmoid(out.score_logits), out.boxes, named)


def report(title: str, case: str, stored: Arrays, scores: Tensor, boxes: Tensor, others: dict[str, Tensor]) -> None:
    best = boxes[0, int(scores.flatten().argmax())]
    found = {'score_map': scores, 'pred_boxes': best, **others}
    worst = {name: difference(value.numpy(), stored[f'{case}_{name}']) for name, value in found.items()
             if f'{case}_{name}' in stored}
    print(f'{title}: ' + ', '.join(f'{name} {value:.1e}' for name, value in worst.items()))


def compare_bundle(bundle: Bundle, runtime: str, stored: Arrays, track: Arrays) -> None:
    engine = create_engine(bundle, 'tracker.onnx', EngineOptions(runtime, 'cpu'))
    text = KnownText(create_engine(bundle, 'text.onnx', EngineOptions(runtime, 'cpu')), stored['ids'])
    views = {'search': normalised(stored['x_u8'], bundle), 'template': normalised(stored['z_u8'][None], bundle)}
    for case, features in (('ce', text.encode('')[0]), ('ce_nolang', text.encode_nothing()[0])):
        found = {name: torch.from_numpy(value) for name, value in engine.run({**views, 'text': features}).items()}
        report(f'bundle {case} {runtime}', case, stored, found['scores'], found['boxes'], {})
    for key, words in (('lang', 'the target'), ('nolang', None)):
        compare_run(f'loop {key} {runtime}', Tracker(bundle, engine, text), words, track, key)


def compare_run(title: str, tracker: Tracker, words: str | None, track: Arrays, key: str) -> None:
    images = np.ascontiguousarray(track['frames'][..., ::-1])
    tracker.start(images[0], words, track['init_bbox'])
    boxes = [tracker.update(image).box_xywh_px for image in images[1:]]
    print(f'{title}: boxes {difference(np.array(boxes), track[f"{key}_bbox"]):.1e} px')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--reference', type=Path, required=True)
    parser.add_argument('--work', type=Path, help='where the bundle is written (default: a temporary folder)')
    parser.add_argument('--threads', type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    stored, state = load(args.reference, 'all_in_one'), official_state()
    track = {**load(args.reference, 'all_in_one_track'), 'frames': load(args.reference, 'mvlm_track')['frames']}
    for case, switches in CASES.items():
        compare_model(case, official_model(state, **switches), stored)
    with TemporaryDirectory(dir=args.work) as work:
        bundle = make_bundle(official_model(state), 'all_in_one', Path(work) / 'all_in_one')
        for runtime in ('torch', 'onnxruntime'):
            compare_bundle(bundle, runtime, stored, track)


if __name__ == '__main__':
    main()

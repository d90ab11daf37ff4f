"""MVLM's two theorems beside measured failures: what image noise does to the ranking of regions, on rendered scenes.

    python benchmarks/margin_bounds.py [--bundle mvlm_tiny] [--scenes 10] [--draws 8] [--csv FILE] [--plot PNG]

A view around a place near the target is seen several times under fresh image noise. The mean correlation map stands for
the true one, what is left for the noise of the theorems: its standard deviation is sigma. A draw fails when some
candidate away from the target scores above the target's own box, or when the target is outside of the view. The CSV is
what `vl-tracker bounds` reads.
"""
from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
from recovery import make_scene
from tqdm import tqdm

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.engines import create_engine
from vl_tracker_ros.evaluation.bounds import Frames, sweep
from vl_tracker_ros.evaluation.bounds_plot import plot_bounds
from vl_tracker_ros.geometry import crop_view, iou_matrix
from vl_tracker_ros.language.text_encoder import TextEncoder
from vl_tracker_ros.tracking.memory import TemplateMemory
from vl_tracker_ros.tracking.network import FrameNetwork
from vl_tracker_ros.tracking.region import region_scores

EVERY, SHIFT, NOISE, APART = 20, 2.2, 12.0, 0.3     # frames; box sides; grey levels; IoU of a competitor at most
COLUMNS = ('margin', 'kappa', 'competitors', 'tokens', 'excluded', 'failed')


def seen_under_noise(network: FrameNetwork, pixels: np.ndarray, draws: int, rng: np.random.Generator) -> list:
    noisy = (pixels + rng.normal(0, NOISE, (draws, *pixels.shape))).clip(0, 255).astype(np.uint8)
    return [network.run(image) for image in noisy]


def rows_of_view(candidates: list, target: np.ndarray) -> tuple[list[tuple], np.ndarray]:
    """One row a draw, and the noise (draws,h*w) of the tokens; target cxcywh in [0,1] of the view."""
    maps = np.array([c.correlation for c in candidates], float)
    mean, tokens = maps.mean(0), max(1.0, target[2] * target[3] * maps[0].size)
    boxes = np.mean([c.boxes for c in candidates], axis=0)
    others = boxes[iou_matrix(boxes, target[None])[:, 0] <= APART]
    excluded = not 0 < target[0] < 1 or not 0 < target[1] < 1

    def margin(correlation: np.ndarray) -> float:
        return float(region_scores(correlation, target[None])[0] - region_scores(correlation, others).max())
    true_margin, measured = margin(mean), [margin(correlation) for correlation in maps]
    rows = [(true_margin, np.tanh(m), len(others), tokens, excluded, excluded or m <= 0) for m in measured]
    return rows, (maps - mean).reshape(len(maps), -1)


def measure(bundle_name: str, scenes: int, draws: int) -> tuple[Frames, float]:
    bundle, rng, rows, noise = load_bundle(bundle_name), np.random.default_rng(0), [], []
    spec, encoder = bundle.network, TextEncoder(bundle)
    memory = TemplateMemory(spec.num_templates, spec.template_size, **bundle.template)
    network = FrameNetwork(spec, create_engine(bundle, 'tracker.onnx'), memory)
    for seed in tqdm(range(scenes), unit='scene'):
        scene = make_scene(seed)
        network.set_text(*encoder.encode(scene.objects[0].sentence))
        for index, image, truth in scene:
            box = truth[scene.objects[0].name]
            if index % EVERY or box is None:
                continue
            box = np.asarray(box, float)
            around = box.copy()
            around[:2] += rng.uniform(-SHIFT, SHIFT, 2) * box[2:]
            pixels, view = crop_view(image, around, bundle.crop.search_factor, spec.search_size)
            found, residual = rows_of_view(seen_under_noise(network, pixels, draws, rng), view.to_view(box))
            rows += found
            noise.append(residual)
    sigma = float(np.concatenate(noise).std() * np.sqrt(draws / (draws - 1)))
    columns = [np.array(column) for column in zip(*rows)]
    return Frames(*columns[:4], excluded=columns[4].astype(bool), failed=columns[5].astype(bool)), sigma


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--bundle', default='mvlm_tiny')
    parser.add_argument('--scenes', type=int, default=10)
    parser.add_argument('--draws', type=int, default=8)
    parser.add_argument('--csv', type=Path)
    parser.add_argument('--plot', type=Path)
    args = parser.parse_args()
    frames, sigma = measure(args.bundle, args.scenes, args.draws)
    print(f'{len(frames.margins)} draws, sigma {sigma:.4f} of one token')
    bounds = sweep(frames, np.linspace(-1, 1, 21), sigma)
    for b in bounds:
        print(f'tau {b.tau:5.2f}  draws {b.frames:5d}  failures {b.failures:.3f}  bound {b.total:.3f}  '
              f"paper's worst case {b.worst_total:.3f}  holds {b.holds}")
    if args.csv:
        with args.csv.open('w', newline='') as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(zip(frames.margins, frames.kappas, frames.competitors, frames.tokens,
                                 frames.excluded.astype(int), frames.failed.astype(int)))
    if args.plot:
        plot_bounds(bounds, args.plot)


if __name__ == '__main__':
    main()

"""The small-object mode beside the default mode, on what is small in DATA/dev.

    python benchmarks/small_objects.py --data DATA [--bundles mvlm_tiny cost_tiny] [--views native fast 1080p ...]

native: the sequences whose target VL-SOT500 would call small, as they are. fast: every fourth frame of them, so that
targets move by about their own side. 1080p, 4k: they lie in a picture of that size, are away for half a second and
then back somewhere else. Both modes see an image before the next one is read: `time` is the ratio of their mean times.
Figures are those of the protocol ope, started with the first box; `regained` counts returns after which a box
overlapped the truth, `elsewhere` is the share of images from the return on in which the box that is shown does not
touch the truth. tiles: how often the best candidate of a part of such a picture, with the target somewhere in
it, is the target, by the side of the part. places: how often the target is in one of the first 4 to 32 views by
colours, after its return. The trackers of OpenCV stand beside native, from DATA/peers_dev.json.
"""
from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path
from typing import TypeVar

import cv2
import numpy as np

from vl_tracker_ros.engines import EngineOptions
from vl_tracker_ros.evaluation.contenders import BundleContender, ContenderSpec, create_contender
from vl_tracker_ros.evaluation.datasets import load_dataset
from vl_tracker_ros.evaluation.evaluate import track_in_turns
from vl_tracker_ros.evaluation.metrics import overlaps
from vl_tracker_ros.evaluation.protocols import score
from vl_tracker_ros.evaluation.run_folder import SequenceResult
from vl_tracker_ros.evaluation.sequences import Image, Images, Sequence
from vl_tracker_ros.evaluation.size_and_speed import is_small, size_and_speed
from vl_tracker_ros.evaluation.summary import record_of
from vl_tracker_ros.geometry import box_centre
from vl_tracker_ros.table import aligned
from vl_tracker_ros.tracking import RegionOfInterest, TrackerOptions, create_tracker
from vl_tracker_ros.tracking.appearance import AppearanceMemory
from vl_tracker_ros.tracking.small_objects import SmallObjects

VIEWS = ('native', 'fast', '1080p', '4k', 'tiles', 'places')
STRIDE = 4
TILES_PX, TILE_STRIDE = (112, 160, 224, 320, 448), 7
PLACES, PLACE_STRIDE = (4, 8, 16, 32), 10
SEEN, AWAY, BACK = 30, 15, 150         # frames of a video in a picture; short sequences go to and fro
PICTURE = 'davis_goat'                 # what is around the sequence: rocks, no vehicle and no person
_FIGURES = ('auc', 'precision', 'normalised_precision')
_PEER_FIGURES = ('auc', 'p20', 'pn')
T = TypeVar('T')


@dataclass(frozen=True)
class Layout:
    """Width and height of a picture, and where a sequence lies in it (x, y), before it is away and after it."""

    size: tuple[int, int]
    before: tuple[int, int]
    after: tuple[int, int]

    def place_at(self, index: int) -> tuple[int, int] | None:
        """None while it is away."""
        return self.before if index < SEEN else self.after if index >= SEEN + AWAY else None


LAYOUTS = {'1080p': Layout((1920, 1080), (100, 60), (1200, 650)), '4k': Layout((3840, 2160), (500, 400), (2400, 1300))}


@dataclass(frozen=True, eq=False)
class Every:
    """Every `stride`-th picture."""

    images: Images
    stride: int

    def __len__(self) -> int:
        return -(-len(self.images) // self.stride)

    def __iter__(self) -> Iterator[Image]:
        return (image for index, image in enumerate(self.images) if index % self.stride == 0)


@dataclass(frozen=True, eq=False)
class InPicture:
    """Pictures laid into a large one at a place that is left for a while and then is another one."""

    images: Images
    around: Image
    layout: Layout

    def __len__(self) -> int:
        return SEEN + AWAY + BACK

    def __iter__(self) -> Iterator[Image]:
        for index, image in zip(range(len(self)), to_and_fro(list(self.images))):
            large = self.around.copy()
            if (place := self.layout.place_at(index)) is not None:
                x, y = place
                large[y:y + image.shape[0], x:x + image.shape[1]] = image
            yield large


def to_and_fro(items: list[T]) -> Iterator[T]:
    """From the first to the last, back to the first, and so on."""
    return cycle([*items, *items[-2:0:-1]])


def fast(sequence: Sequence) -> Sequence:
    return replace(sequence, images=Every(sequence.images, STRIDE), truth_xywh_px=sequence.truth_xywh_px[::STRIDE])


def in_picture(sequence: Sequence, around: Image, layout: Layout) -> Sequence:
    truth = np.array(list(islice(to_and_fro(list(sequence.truth_xywh_px)), SEEN + AWAY + BACK)))
    for index, box in enumerate(truth):
        box[:2] += layout.place_at(index) or np.nan
    return replace(sequence, images=InPicture(sequence.images, around, layout), truth_xywh_px=truth)


def target_of(sequence: Sequence) -> dict[str, float]:
    height, width = next(iter(sequence.images)).shape[:2]
    return size_and_speed(sequence.boxes_xywh_px, width, height)


def sequences_of(view: str, data: Path) -> list[Sequence]:
    """Those of DATA/dev that are small enough. Raises DataError."""
    there = load_dataset('folders', data / 'dev')
    small = [sequence for sequence in there if is_small(target_of(sequence))]
    if view not in LAYOUTS:
        return [fast(sequence) for sequence in small] if view == 'fast' else small
    layout = LAYOUTS[view]
    picture = next(iter(next(s for s in there if s.name == PICTURE).frames()))
    around = cv2.resize(picture, layout.size, interpolation=cv2.INTER_CUBIC)
    return [in_picture(sequence, around, layout) for sequence in small]


def measure(bundle: str, sequences: list[Sequence]) -> list[list[SequenceResult]]:
    """What the default mode and the small-object mode said of each sequence."""
    modes = [TrackerOptions(small_objects=small) for small in (False, True)]
    contenders: list[BundleContender] = [
        create_contender(ContenderSpec(bundle, tracker_options=mode)) for mode in modes]
    return [list(results) for results in zip(*(track_in_turns(contenders, s, 'box') for s in sequences))]


def row(sequences: list[Sequence], results: list[SequenceResult], base: list[SequenceResult]) -> list[str]:
    figures = score('ope', [record_of(*one, 'ope') for one in zip(sequences, results)]).overall
    seconds = [np.concatenate([result.seconds[1:] for result in those]).mean() for those in (results, base)]
    return [*(f'{figures[name]:.3f}' for name in _FIGURES), regained(sequences, results), elsewhere(sequences, results),
            f'{seconds[0] / seconds[1]:.2f}']


def regained(sequences: list[Sequence], results: list[SequenceResult]) -> str:
    """Returns after which the target was found, of all."""
    found = [bool((overlaps(result.boxes_xywh_px, sequence.boxes_xywh_px)[SEEN + AWAY:] > 0.3).any())
             for sequence, result in returning(sequences, results)]
    return f'{sum(found)} of {len(found)}' if found else '-'


def elsewhere(sequences: list[Sequence], results: list[SequenceResult]) -> str:
    """Share of images from the return on in which what is shown is something else."""
    wrong = [result.shown & ~(overlaps(result.boxes_xywh_px, sequence.boxes_xywh_px) > 0)
             for sequence, result in returning(sequences, results)]
    return f'{np.mean([each[SEEN + AWAY:].mean() for each in wrong]):.2f}' if wrong else '-'


def returning(sequences: list[Sequence], results: list[SequenceResult]) -> list[tuple[Sequence, SequenceResult]]:
    """Those with a target that was away."""
    return [each for each in zip(sequences, results) if np.isnan(each[0].boxes_xywh_px).any()]


def tile_row(bundle: str, sequences: list[Sequence]) -> list[str]:
    """Share of views of each of TILES_PX, by a search of that region alone, whose best candidate is the target."""
    rng, region = np.random.default_rng(0), RegionOfInterest()
    tracker = create_tracker(bundle, EngineOptions(threads=1), region=region)
    hits: dict[int, list[bool]] = {side: [] for side in TILES_PX}
    for sequence in sequences:
        for index, (image, box) in enumerate(zip(sequence.images, sequence.truth_xywh_px[:SEEN])):
            if index == 0:
                tracker.start(image, box=box)
            for side in TILES_PX if index and index % TILE_STRIDE == 0 else ():
                corner = box_centre(box) - rng.uniform(0.15, 0.85, 2) * side
                region.search_inside((*corner.round(), side, side), image.shape)
                tracker.relocalize()
                found = tracker.update(image).candidate_xywh_px
                hits[side].append(bool(overlaps(found[None], box[None])[0] > 0.3))
    return [bundle, *(f'{np.mean(values):.2f}' for values in hits.values())]


def place_row(view: str, sequences: list[Sequence]) -> list[str]:
    """Share of frames after the return with the target in one of the first views by colours, by their number."""
    small, firsts = SmallObjects(), []
    for sequence in sequences:
        memory = AppearanceMemory()
        for index, (image, box) in enumerate(zip(sequence.images, sequence.truth_xywh_px)):
            if index < SEEN:
                memory.observe(image, box)
            elif index >= SEEN + AWAY and (index - SEEN - AWAY) % PLACE_STRIDE == 0:
                away = np.abs(memory.places(image, max(PLACES), small.apart_px) - box_centre(box)).max(1)
                firsts.append(next(iter(np.flatnonzero(away < small.tile_px / 2)), max(PLACES)))
    return [view, *(f'{np.mean(np.array(firsts) < count):.2f}' for count in PLACES), str(len(firsts))]


def peer_rows(data: Path, sequences: list[Sequence]) -> list[list[str]]:
    peers = json.loads((data / 'peers_dev.json').read_text(encoding='utf-8'))['per_sequence']
    means = {name: [float(np.mean([figures[s.name][key] for s in sequences])) for key in _PEER_FIGURES]
             for name, figures in peers.items()}
    return [[name, '', *(f'{value:.3f}' for value in values), '-', '-', '-'] for name, values in means.items()]


def per_sequence(sequences: list[Sequence], results: list[list[SequenceResult]]) -> list[list[str]]:
    """AUC of the two modes on each sequence, with the target's side and speed."""
    reports: list[dict[str, dict[str, float]]] = [
        score('ope', [record_of(*one, 'ope') for one in zip(sequences, those)]).sequences for those in results]
    rows: list[list[str]] = []
    for sequence in sequences:
        target = target_of(sequence)
        rows.append([sequence.name, f'{target["side_px"]:.0f}', f'{target["relative_speed"]:.2f}',
                     *(f'{report[sequence.name]["auc"]:.3f}' for report in reports)])
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--data', type=Path, required=True)
    parser.add_argument('--bundles', nargs='+', default=['mvlm_tiny', 'cost_tiny'])
    parser.add_argument('--views', nargs='+', choices=VIEWS, default=VIEWS)
    args = parser.parse_args()
    if 'tiles' in args.views:
        sequences = sequences_of('4k', args.data)
        rows = [['tiles', *map(str, TILES_PX)], *(tile_row(bundle, sequences) for bundle in args.bundles)]
        print(f'{aligned(rows)}\n', flush=True)
    if 'places' in args.views:
        rows = [['places', *map(str, PLACES), 'images']]
        rows += [place_row(view, sequences_of(view, args.data)) for view in LAYOUTS]
        print(f'{aligned(rows)}\n', flush=True)
    for view in (name for name in args.views if name not in ('tiles', 'places')):
        sequences = sequences_of(view, args.data)
        rows = [[view, 'mode', *_FIGURES, 'regained', 'elsewhere', 'time']]
        singles: list[list[str]] = []
        for bundle in args.bundles:
            results = measure(bundle, sequences)
            rows += [[bundle, mode, *row(sequences, those, results[0])]
                     for mode, those in zip(('default', 'small'), results)]
            singles += [[bundle, 'px', 'speed', 'default', 'small'], *per_sequence(sequences, results)]
        rows += peer_rows(args.data, sequences) if view == 'native' else []
        print(f'{aligned(rows)}\n\n{aligned(singles)}\n', flush=True)


if __name__ == '__main__':
    main()

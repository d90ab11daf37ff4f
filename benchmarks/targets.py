"""What the small bundles are meant to reach, and how far each of them is."""
from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from measured import Measured

from vl_tracker_ros.evaluation.report.words import fraction, percent


@dataclass(frozen=True)
class Target:
    """figure: of a bundle by its name, NaN where it was not measured; reached at `bound`, or on its other side."""

    words: str
    bound: float
    figure: Callable[[Measured, str], float]
    form: Callable[[float], str] = percent
    at_most: bool = False

    def is_reached(self, value: float) -> bool:
        return value <= self.bound if self.at_most else value >= self.bound

    def cell(self, value: float) -> str:
        return f'**{self.form(value)}**' if self.is_reached(value) else self.form(value)


def _of(part: str, name: str) -> Callable[[Measured, str], float]:
    def figure(measured: Measured, bundle: str) -> float:
        found = (measured.figures(bundle, part) or {}).get(name)
        return math.nan if found is None else found
    return figure


def _words_to_box(measured: Measured, bundle: str) -> float:
    words, box = (_of(f'dev/{mode}', 'auc_singled_out')(measured, bundle) for mode in ('text', 'box'))
    return words / box if box else math.nan


def targets(measured: Measured) -> list[Target]:
    """NanoTrack v2's bounds are its own figures on the same sequences."""
    nano = measured.peers.get('NanoTrackV2', {'auc': math.nan, 'to_peer': math.nan})
    return [
        Target('AUC from the first box, at least that of NanoTrack v2', nano['auc'], _of('dev/box', 'auc'), fraction),
        Target('its time a frame, in times of CSRT, at most that of NanoTrack v2', nano['to_peer'],
               _of('speed', 'to_peer'), fraction, at_most=True),
        Target('AUC by words, in parts of that by the box, on sequences that words single out', 0.8, _words_to_box,
               fraction),
        Target('the right one of four look-alikes, by words', 0.9, _of('look_alikes/text', 'right_object')),
        Target('calibration error on real video, first box', 0.05, _of('dev/box', 'ece'), fraction, at_most=True),
        Target('the same, words', 0.05, _of('dev/text', 'ece'), fraction, at_most=True),
        Target('a hidden target is said lost, first box', 0.95, _of('look_alikes/box', 'hidden_said_lost')),
        Target('a target that is there is said lost, first box, at most', 0.05,
               _of('look_alikes/box', 'found_said_lost'), at_most=True),
        Target('the same on real video', 0.05, _of('dev/box', 'found_said_lost'), at_most=True),
        Target('regained within 15 frames, first box', 0.95, _of('look_alikes/box', 'regained_soon'))]


def targets_table(measured: Measured) -> str:
    """One row a target, one column a bundle."""
    bundles = measured.bundles
    lines = [f'| | wanted | {" | ".join(f"`{name}`" for name in bundles)} |', '|' + '--|' * (len(bundles) + 2)]
    lines += [f'| {t.words} | {t.form(t.bound)} | {" | ".join(t.cell(t.figure(measured, b)) for b in bundles)} |'
              for t in targets(measured)]
    return '\n'.join(lines)

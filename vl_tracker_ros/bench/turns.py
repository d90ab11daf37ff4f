"""Everybody looks at each frame before anybody sees the next, in an order drawn anew: a load hits all alike."""
from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from random import Random

from tqdm import tqdm

from vl_tracker_ros.bench.clip import Clip
from vl_tracker_ros.bench.contender import Contender
from vl_tracker_ros.bench.energy import EnergyCounter, with_joules
from vl_tracker_ros.bench.peak import PeakProbe
from vl_tracker_ros.bench.reference import Frame, Reference
from vl_tracker_ros.engines import EngineError
from vl_tracker_ros.geometry import Image
from vl_tracker_ros.media.source import SourceError

SEED = 0
ENERGY_S = 3.0      # of each contender: counters are slow


def take_turns(contenders: Sequence[Contender], references: Mapping[str, Reference], probe: PeakProbe, clip: Clip,
               frames: int) -> dict[str, Frame]:
    """Time and compare all contenders on so many frames after the first; what the references, which have the names
    of the entries, saw last. A contender that fails is left out from then on. Raises SourceError when the clip ends
    before."""
    order, shown = Random(SEED), {}
    for contender in contenders:
        _unless_it_fails(contender, 'start', partial(contender.start, clip.first, clip.target))
    for index in tqdm(range(1, frames + 1), 'measuring', unit='frame', leave=False, disable=None):
        image, stamp_s = _next_image(clip, index), index / clip.fps
        shown = {name: reference.look(image, stamp_s) for name, reference in references.items()}
        for one in order.sample([*contenders, probe], len(contenders) + 1):
            if one is probe:
                probe.take_turn()
            else:
                _unless_it_fails(one, f'frame {index}', partial(one.take_turn, image, stamp_s, shown[one.entry.name]))
    return shown


def _next_image(clip: Clip, index: int) -> Image:
    image = next(clip.images, None)
    if image is None:
        raise SourceError(f'{clip.name}: cannot be read beyond frame {index}')
    return image


def add_energy(contenders: Sequence[Contender], shown: Mapping[str, Frame],
               counters: list[EnergyCounter]) -> dict[str, float]:
    """Joules of one run of each network, in an order drawn; watts of the idle machine. Both by counter."""
    _, idle = with_joules(counters, partial(time.sleep, ENERGY_S))
    for contender in Random(SEED).sample(contenders, len(contenders)):
        _unless_it_fails(contender, 'energy', partial(_add_energy, contender, shown[contender.entry.name], counters))
    return {name: joules / ENERGY_S for name, joules in idle.items()}


def _add_energy(contender: Contender, frame: Frame, counters: list[EnergyCounter]) -> None:
    runs, joules = with_joules(counters, partial(contender.run_for, ENERGY_S, frame.feeds))
    contender.joules = {name: value / runs for name, value in joules.items()}


def _unless_it_fails(contender: Contender, when: str, work: Callable[[], None]) -> None:
    if contender.failure:
        return
    try:
        work()
    except EngineError as error:
        contender.failure = f'failed ({when}): {error}'

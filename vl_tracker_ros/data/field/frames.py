"""Which frames of a video make one sample: the templates' and the search view's."""
from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.int64]
Order = Callable[[Frames, int, int, np.random.Generator], list[int]]


def causal(frames: Frames, templates: int, max_gap: int, rng: np.random.Generator) -> list[int]:
    """As OSTrack and ODTrack: the last template is any frame, the others at most `max_gap` before it, search after it.

    frames (n): where the target is visible, ascending, n > 1. Returns `templates` frames in order, then the search's.
    """
    base = rng.choice(frames[:-1])
    earlier = rng.choice(within(frames[frames <= base], base, max_gap), templates - 1)
    search = rng.choice(within(frames[frames > base], base, max_gap))
    return [*sorted(earlier.tolist()), int(base), int(search)]


def either_way(frames: Frames, templates: int, max_gap: int, rng: np.random.Generator) -> list[int]:
    """As SUTrack and MVLM: all at most `max_gap` from some frame, in order or, half of the time, reversed."""
    around = within(frames, rng.choice(frames), max_gap)
    return sorted(rng.choice(around, templates + 1).tolist(), reverse=bool(rng.random() < 0.5))


def within(frames: Frames, base: int, max_gap: int) -> Frames:
    """Those of `frames` at most `max_gap` from `base`; the nearest when there is none. `frames` is not empty."""
    distance = np.abs(frames - base)
    return frames[distance <= max(max_gap, distance.min())]


ORDERS: dict[str, Order] = {'causal': causal, 'either_way': either_way}
